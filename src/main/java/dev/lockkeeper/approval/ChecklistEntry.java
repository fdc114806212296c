package dev.lockkeeper.approval;

/** One checklist item as it was answered: the item's id, the result, and the evidence or person that answered it. */
public record ChecklistEntry(String item, String result, String evidence) {
    public ChecklistEntry {
        Require.text("checklist item", item);
        Require.text("result of checklist item " + item, result);
    }
}
