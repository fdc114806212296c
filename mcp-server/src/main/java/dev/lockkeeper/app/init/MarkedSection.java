package dev.lockkeeper.app.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines from {@code lockkeeper:begin} to {@code lockkeeper:end} of a text file: all that init ever touches there. */
final class MarkedSection {
    private static final String BEGIN = "lockkeeper:begin";
    private static final String END = "lockkeeper:end";

    private MarkedSection() {}

    static boolean in(String text) {
        return text.contains(BEGIN);
    }

    /** {@code text} with its section as {@code kit} has it; where there is none it comes to the end. */
    static String put(String text, String kit) throws Refused {
        List<String> section = section(kit);
        List<String> lines = lines(text);
        Optional<int[]> found = find(lines);
        if (found.isPresent()) {
            int[] place = found.get();
            List<String> result = new ArrayList<>(lines.subList(0, place[0]));
            result.addAll(indented(section, indent(lines.get(place[0]))));
            result.addAll(lines.subList(place[1] + 1, lines.size()));
            return joined(result, text);
        }
        List<String> result = new ArrayList<>(lines);
        if (!result.isEmpty() && !result.getLast().isBlank()) {
            result.add("");
        }
        result.addAll(section);
        return joined(result, text);
    }

    /** As {@link #put}, but a new section comes right after the first line that is {@code anchor}, as an item of its list. */
    static String putAfter(String text, String kit, String anchor) throws Refused {
        List<String> lines = lines(text);
        if (find(lines).isPresent()) {
            return put(text, kit);
        }
        int at = lines.indexOf(anchor);
        if (at < 0) {
            throw new Refused("has no line \"" + anchor + "\" to put its entry under. Add by hand:\n"
                    + String.join("\n", section(kit)));
        }
        String indent = lines.subList(at + 1, lines.size()).stream()
                .filter(line -> line.stripLeading().startsWith("- "))
                .findFirst()
                .map(MarkedSection::indent)
                .orElse("  ");
        List<String> result = new ArrayList<>(lines);
        result.addAll(at + 1, indented(section(kit), indent));
        return joined(result, text);
    }

    /** {@code text} without the section; empty when nothing else was in it, or only what the kit itself has around it. */
    static Optional<String> remove(String text, String kit) throws Refused {
        List<String> lines = lines(text);
        Optional<int[]> found = find(lines);
        if (found.isEmpty()) {
            return Optional.of(text);
        }
        int[] place = found.get();
        List<String> result = new ArrayList<>(lines.subList(0, place[0]));
        if (!result.isEmpty() && result.getLast().isBlank() && place[1] == lines.size() - 1) {
            result.removeLast();
        }
        result.addAll(lines.subList(place[1] + 1, lines.size()));
        List<String> around = new ArrayList<>(lines(kit));
        int[] own = find(around).orElseThrow();
        around.subList(own[0], own[1] + 1).clear();
        return result.isEmpty()
                        || result.equals(around)
                        || String.join("", result).isBlank()
                ? Optional.empty()
                : Optional.of(joined(result, text));
    }

    private static List<String> section(String kit) throws Refused {
        List<String> lines = lines(kit);
        int[] place = find(lines).orElseThrow();
        return lines.subList(place[0], place[1] + 1);
    }

    private static Optional<int[]> find(List<String> lines) throws Refused {
        List<Integer> begins = positions(lines, BEGIN);
        List<Integer> ends = positions(lines, END);
        if (begins.isEmpty() && ends.isEmpty()) {
            return Optional.empty();
        }
        if (begins.size() != 1 || ends.size() != 1 || begins.getFirst() > ends.getFirst()) {
            throw new Refused("has the marks " + BEGIN + " and " + END
                    + " not exactly once and in this order. Repair or delete them, then run init again.");
        }
        return Optional.of(new int[] {begins.getFirst(), ends.getFirst()});
    }

    private static List<Integer> positions(List<String> lines, String mark) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(mark)) {
                positions.add(i);
            }
        }
        return positions;
    }

    private static List<String> indented(List<String> section, String indent) {
        String own = indent(section.getFirst());
        return section.stream()
                .map(line -> line.startsWith(own) ? indent + line.substring(own.length()) : line)
                .toList();
    }

    private static String indent(String line) {
        return line.substring(0, line.length() - line.stripLeading().length());
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    /** With the line ends that the file has. */
    private static String joined(List<String> lines, String text) {
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        return lines.isEmpty() ? "" : String.join(end, lines) + end;
    }
}
