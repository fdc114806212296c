package dev.lockkeeper.draft;

/** Words of a model, or of somebody else who is not trusted, as one line. */
public final class ModelText {
    private ModelText() {}

    /** Control and formatting characters gone, and at most so many characters. */
    public static String line(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
        return line.length() > longest ? line.substring(0, longest) + "…" : line;
    }
}
