package dev.lockkeeper.draft;

import java.util.List;

/** What a model may look up while it drafts. Nothing of it changes anything, here or in production. */
public interface DraftTools {
    List<LookUp> offered();

    /** One thing that can be looked up by one text. */
    record LookUp(String name, String description, String argument, String meaning) {}

    /** The answer as text; a wrong call is answered too, with what is wrong. {@code arguments} is the model's JSON. */
    String answer(String name, String arguments);

    DraftTools NONE = new DraftTools() {
        @Override
        public List<LookUp> offered() {
            return List.of();
        }

        @Override
        public String answer(String name, String arguments) {
            return "there is no tool " + name;
        }
    };
}
