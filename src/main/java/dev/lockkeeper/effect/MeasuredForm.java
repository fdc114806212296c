package dev.lockkeeper.effect;

/**
 * One statement form of the measured table: where it runs and from which to which major it is tried.
 *
 * @param section the name of the situation, unique in {@code forms.sql}
 * @param given SQL that makes the situation: tables, rows and what hangs on them
 * @param statement the statement or statements measured, one line
 * @param from first major on which the form is measured
 * @param until last major on which the form is measured
 */
public record MeasuredForm(String section, String given, String statement, int from, int until) {

    /** Whether the form is measured on this major. */
    public boolean on(int major) {
        return from <= major && major <= until;
    }

    /** What tells it from every other form. */
    public String key() {
        return section + '\t' + statement;
    }
}
