package dev.lockkeeper.approval;

import dev.lockkeeper.pg.PgVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Payload bytes → {@link ApprovalStatement}. The statement must write itself as exactly these bytes again,
 * so there is no field the reader overlooks and no second spelling of the same approval.
 */
final class StatementReader {
    private final Map<String, Subject> unclaimed = new HashMap<>();

    private StatementReader() {}

    static ApprovalStatement read(Bytes payload) throws Refused {
        JsonFields json = JsonFields.of(CanonicalJson.parse(payload.toArray()));
        try {
            ApprovalStatement statement = new StatementReader().statement(json);
            if (!statement.bytes().equals(payload)) {
                throw new Refused(
                        Refusal.Code.NOT_CANONICAL, "holds a statement in another spelling than the canonical one");
            }
            return statement;
        } catch (IllegalArgumentException nonsense) {
            throw new Refused(
                    Refusal.Code.MALFORMED, "holds a statement that makes no sense: " + nonsense.getMessage());
        }
    }

    private ApprovalStatement statement(JsonFields json) throws Refused {
        if (!json.text("_type").equals(ApprovalStatement.TYPE)
                || !json.text("predicateType").equals(ApprovalStatement.PREDICATE_TYPE)) {
            throw new Refused(
                    Refusal.Code.WRONG_PAYLOAD_TYPE, "is not an approval of type " + ApprovalStatement.PREDICATE_TYPE);
        }
        for (Subject subject : json.list("subject", StatementReader::subject)) {
            unclaimed.put(subject.name(), subject);
        }
        JsonFields predicate = json.in("predicate");
        return new ApprovalStatement(
                content(predicate),
                predicate.time("issuedAt"),
                predicate.time("expiresAt"),
                new KeyId(predicate.hex("keyId")),
                TrustLevel.ofWord(predicate.text("trustLevel")).orElseThrow(() -> predicate.wrong("trustLevel")));
    }

    private ApprovalContent content(JsonFields json) throws Refused {
        JsonFields postgres = json.in("postgres");
        JsonFields context = json.in("context");
        return new ApprovalContent(
                json.text("reviewId"),
                json.text("requester"),
                verdict(json.in("verdict")),
                json.digest("input"),
                database(json.in("database")),
                new PgVersion(postgres.integer("major"), postgres.text("version")),
                json.text("ruleSet"),
                new SignedContext(
                        context.digest("digest"),
                        Duration.ofSeconds(context.whole("ageSeconds")),
                        context.optionalList("tables", StatementReader::table),
                        context.optionalText("window")),
                json.list("phases", this::phase),
                json.digest("evidence"),
                json.list(
                        "checklist",
                        entry -> new ChecklistEntry(entry.text("item"), entry.text("result"), entry.text("evidence"))),
                json.list("decisions", StatementReader::decision),
                json.optionalText("runner"));
    }

    private static Subject subject(JsonFields json) throws Refused {
        String name = json.text("name");
        Optional<String> problem = SubjectNames.problem(name);
        if (problem.isPresent()) {
            throw new Refused(Refusal.Code.BAD_NAME, "signs '" + name + "', which " + problem.get());
        }
        return new Subject(name, json.digest("digest"));
    }

    private static SignedVerdict verdict(JsonFields json) throws Refused {
        return switch (json.text("result")) {
            case "approved" -> new SignedVerdict.Approved();
            case "approved-through" -> new SignedVerdict.ApprovedThrough(json.integer("phase"));
            default -> throw json.wrong("result");
        };
    }

    private static SignedDatabase database(JsonFields json) throws Refused {
        return new SignedDatabase(
                json.text("systemIdentifier"),
                json.text("name"),
                json.integer("timeline"),
                json.text("serverAddress"),
                json.integer("port"),
                json.time("startedAt"));
    }

    private SignedPhase phase(JsonFields json) throws Refused {
        return new SignedPhase(
                json.integer("number"),
                json.text("kind"),
                claim(json.texts("files")),
                claim(json.texts("rollback")),
                json.text("schemaBefore"),
                json.text("schemaAfter"),
                json.optionalList("steps", StatementReader::step),
                json.optionalText("deployBefore"));
    }

    private static SignedStep step(JsonFields json) throws Refused {
        return new SignedStep(
                json.text("id"),
                json.text("title"),
                json.integer("statements"),
                json.integer("rollbackStatements"),
                json.integer("attempts"),
                json.optionalText("lost"));
    }

    private static SignedTable table(JsonFields json) throws Refused {
        return new SignedTable(json.text("name"), json.whole("rows"), json.whole("bytes"));
    }

    private static HumanDecision decision(JsonFields json) throws Refused {
        return new HumanDecision(
                json.text("reviewer"),
                json.text("about"),
                json.text("decision"),
                json.text("reason"),
                json.time("decidedAt"),
                json.optionalTime("expiresAt"));
    }

    /** Each subject belongs to one phase; one that no phase claims makes the rewritten bytes differ. */
    private List<Subject> claim(List<String> names) throws Refused {
        List<Subject> claimed = new ArrayList<>();
        for (String name : names) {
            Subject subject = unclaimed.remove(name);
            if (subject == null) {
                throw new Refused(Refusal.Code.MALFORMED, "names '" + name + "' in a phase without signing it once");
            }
            claimed.add(subject);
        }
        return claimed;
    }
}
