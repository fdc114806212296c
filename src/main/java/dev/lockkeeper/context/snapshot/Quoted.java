package dev.lockkeeper.context.snapshot;

/** Foreign text for a message: one line, no control or invisible characters, capped. */
final class Quoted {
    private static final int MOST = 200;

    private Quoted() {}

    /** A name in double quotes. */
    static String name(String name) {
        return '"' + line(name, 80) + '"';
    }

    static String line(String text) {
        return line(text, MOST);
    }

    static String line(String text, int most) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+", " ")
                .strip();
        return plain.length() <= most ? plain : plain.substring(0, most) + "…";
    }
}
