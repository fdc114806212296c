package dev.lockkeeper.report;

/** Hostile text made harmless for each output: nothing from SQL, names or context may become markup. */
final class SafeText {
    private SafeText() {}

    /** For HTML bodies and attribute values. */
    static String html(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        visible(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** For Markdown outside of code blocks: one line, no markup, no mentions, no links. */
    static String markdown(String text) {
        return visible(text)
                .replaceAll("\\s+", " ")
                .replaceAll("([\\\\`*_{}\\[\\]()<>#+!|~])", "\\\\$1")
                .replace("@", "@\u200b")
                .replace("://", ":\u200b//")
                .replace("&", "&amp;");
    }

    /** A fenced code block whose fence is longer than any in the text. */
    static String fence(String language, String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + language + "\n" + visible(text).stripTrailing() + "\n" + fence;
    }

    /** For a terminal: no control sequences, one line when asked. */
    static String terminal(String text) {
        return visible(text);
    }

    /** Control characters and marks that change the direction of text are shown by their number. */
    static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean layout = c == '\n' || c == '\t';
            boolean hidden = (Character.isISOControl(c) && c != '\r')
                    || Character.getType(c) == Character.FORMAT
                    || c == 0x2028
                    || c == 0x2029;
            if (layout || !hidden) {
                if (c != '\r') {
                    out.appendCodePoint(c);
                }
            } else {
                out.append(String.format("\\u{%04X}", c));
            }
        });
        return out.toString();
    }
}
