package dev.lockkeeper.sql.grammar;

import java.util.Map;

/** Where the translated functions are: class of each function, and the class of tables and host calls. */
record CodeNames(Map<Integer, String> classes) {
    static final String PACKAGE = "dev/lockkeeper/sql/grammar/";
    static final String TABLE = PACKAGE + "TranslatedTable";

    CodeNames {
        classes = Map.copyOf(classes);
    }

    /** A function of the module, or what stands for an import. */
    String owner(int function) {
        return classes.getOrDefault(function, TABLE);
    }

    static String function(int function) {
        return "f" + function;
    }

    static String chunk(int function, int chunk) {
        return "f" + function + "_" + chunk;
    }

    /** Calls through the table have a method for each type, which its descriptor tells apart. */
    static String indirect() {
        return "indirect";
    }
}
