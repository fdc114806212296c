package dev.lockkeeper.report;

import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Findings as JUnit XML: a suite for each file, a failed case for each error; warnings and notes pass and are printed. */
public final class JUnitReport {
    private JUnitReport() {}

    public static String render(List<LintJson.File> files) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "lockkeeper lint");
            for (LintJson.File file : files) {
                suite(xml, file);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text in memory cannot be written", e);
        }
        return text + "\n";
    }

    private static void suite(XMLStreamWriter xml, LintJson.File file) throws XMLStreamException {
        List<Finding> findings = file.result().map(result -> result.findings()).orElse(List.of());
        long failed = findings.stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .count()
                + file.unreadable().stream().count();
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", clean(file.name()));
        xml.writeAttribute(
                "tests",
                Long.toString(
                        Math.max(1, findings.size() + file.unreadable().stream().count())));
        xml.writeAttribute("failures", Long.toString(failed));
        for (Finding finding : findings) {
            String place = "line " + finding.position().line() + ", column "
                    + finding.position().column();
            String words = finding.message() + "\nfix: " + finding.fix();
            testCase(xml, file.name(), finding.code() + " (" + place + ")", finding.severity(), words);
        }
        if (file.unreadable().isPresent()) {
            var unreadable = file.unreadable().get();
            testCase(
                    xml,
                    file.name(),
                    "syntax-error (line " + unreadable.position().line() + ", column "
                            + unreadable.position().column() + ")",
                    Severity.ERROR,
                    unreadable.message() + "\n" + unreadable.excerpt() + "\nfix: " + unreadable.nextStep());
        } else if (findings.isEmpty()) {
            xml.writeCharacters("\n    ");
            xml.writeEmptyElement("testcase");
            xml.writeAttribute("classname", clean(file.name()));
            xml.writeAttribute("name", "no finding");
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, String file, String name, Severity severity, String words)
            throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", clean(file));
        xml.writeAttribute("name", clean(name));
        boolean failure = severity == Severity.ERROR;
        xml.writeStartElement(failure ? "failure" : "system-out");
        if (failure) {
            xml.writeAttribute("message", clean(words.lines().findFirst().orElse("")));
            xml.writeAttribute("type", "error");
        }
        xml.writeCharacters(clean((failure ? "" : severity.name().toLowerCase(Locale.ROOT) + ": ") + words));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    /** XML 1.0 has no place for most control characters, escaped or not. */
    private static String clean(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .filter(c -> c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF))
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
