package dev.lockkeeper.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real LangChain4j clients against the wire formats of four providers: what comes back, and what goes wrong. */
class DrafterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final ModelStub.Reply GOOD =
            ModelStub.draft("ALTER TABLE orders ADD COLUMN note text", "ALTER TABLE orders DROP COLUMN note", "a note");

    private static DraftOutcome ask(ModelStub stub, Provider provider, Duration patience) {
        return new Drafter(stub.settings(provider, patience)).draft("the prompt", DraftTools.NONE, characters -> {});
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void anAnswerBecomesAProposalWithItsTokens(Provider provider) throws Exception {
        AtomicInteger streamed = new AtomicInteger();
        try (ModelStub stub = new ModelStub((number, request) -> GOOD)) {
            DraftOutcome outcome =
                    new Drafter(stub.settings(provider, PATIENCE)).draft("the prompt", DraftTools.NONE, streamed::set);
            assertThat(outcome)
                    .isEqualTo(new DraftOutcome.Proposed(
                            new DraftProposal(
                                    "ALTER TABLE orders ADD COLUMN note text",
                                    "ALTER TABLE orders DROP COLUMN note",
                                    List.of("a note"),
                                    List.of()),
                            new Usage(1, 100, 20)));
            ModelStub.Request request = stub.requests().getFirst();
            assertThat(request.provider()).isEqualTo(provider);
            assertThat(request.body()).contains("the prompt", "rollback_sql", "\"temperature\"");
            assertThat(request.body().replaceAll("\\s", "")).containsPattern("\"temperature\":0(\\.0)?[,}]");
            assertThat(streamed.get()).isPositive();
            assertThat(outcome.usage()
                            .cost(Optional.of(new Usage.Price(10, 50)))
                            .getAsDouble())
                    .isEqualTo(0.002);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Provider.class, names = "GOOGLE", mode = EnumSource.Mode.EXCLUDE)
    void aModelLooksThingsUpButNotForEver(Provider provider) throws Exception {
        AtomicInteger lookedUp = new AtomicInteger();
        DraftTools tools = new DraftTools() {
            @Override
            public List<LookUp> offered() {
                return List.of(new LookUp("lint", "findings", "sql", "the migration"));
            }

            @Override
            public String answer(String name, String arguments) {
                lookedUp.incrementAndGet();
                return "no finding about " + name + arguments;
            }
        };
        try (ModelStub stub = new ModelStub((number, request) ->
                number == 1 ? new ModelStub.Reply.ToolCall("lint", "{\"sql\":\"SELECT 1\"}") : GOOD)) {
            DraftOutcome outcome = new Drafter(stub.settings(provider, PATIENCE)).draft("x", tools, characters -> {});
            assertThat(outcome).isInstanceOf(DraftOutcome.Proposed.class);
            assertThat(outcome.usage().calls()).isEqualTo(2);
            assertThat(stub.requests().get(1).words()).contains("no finding about lint");
        }
        lookedUp.set(0);
        try (ModelStub stub =
                new ModelStub((number, request) -> new ModelStub.Reply.ToolCall("lint", "{\"sql\":\"SELECT 1\"}"))) {
            DraftOutcome outcome = new Drafter(stub.settings(provider, PATIENCE)).draft("x", tools, characters -> {});
            assertThat(outcome).isInstanceOf(DraftOutcome.Unusable.class);
            assertThat(lookedUp.get()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void whatCannotBeUsedSaysWhy(Provider provider) throws Exception {
        Map<ModelStub.Reply, String> answers = Map.of(
                new ModelStub.Reply.Text("I am sorry, I cannot help with that.", false), "no JSON object",
                new ModelStub.Reply.Text("{\"sql\": \"ALTER TABLE orders ADD", true), "cut off",
                new ModelStub.Reply.Text("{\"sql\": 7, \"rollback_sql\": \"\"}", false), "must be texts",
                new ModelStub.Reply.Text("{\"sql\": \"SELECT 1\", \"verdict\": \"approved\"}", false), "verdict",
                new ModelStub.Reply.Text("{\"sql\": \"SELECT 1\",}", false), "not JSON",
                new ModelStub.Reply.Text("{\"sql\": \"\", \"rollback_sql\": \"\"}", false),
                        "neither SQL nor a question");
        for (Map.Entry<ModelStub.Reply, String> each : answers.entrySet()) {
            try (ModelStub stub = new ModelStub((number, request) -> each.getKey())) {
                assertThat(ask(stub, provider, PATIENCE))
                        .isInstanceOfSatisfying(
                                DraftOutcome.Unusable.class,
                                unusable -> assertThat(unusable.problem()).contains(each.getValue()));
            }
        }
    }

    @Test
    void wordsAndFencesAroundTheObjectArePassedOver() {
        String sloppy = "Sure! Here it is:\n```json\n{\"sql\": \"SELECT 1\", \"rollback_sql\": \"\"}\n```\nGood luck.";
        assertThat(new ProposalReader().read(sloppy))
                .isEqualTo(
                        new ProposalReader.Reading.Proposal(new DraftProposal("SELECT 1", "", List.of(), List.of())));
    }

    private static DraftOutcome.Failed failed(ModelStub.Reply reply, Provider provider, Duration patience)
            throws Exception {
        try (ModelStub stub = new ModelStub((number, request) -> reply)) {
            long begun = System.nanoTime();
            DraftOutcome outcome = ask(stub, provider, patience);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(patience.plusSeconds(5));
            assertThat(outcome).isInstanceOf(DraftOutcome.Failed.class);
            DraftOutcome.Failed failed = (DraftOutcome.Failed) outcome;
            assertThat(failed.reason() + failed.nextStep())
                    .contains("stub")
                    .doesNotContain("Exception", "secret-key", "dev.langchain4j", "java.");
            return failed;
        }
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void failuresOfAProviderHaveAnEndAndAReason(Provider provider) throws Exception {
        assertThat(failed(
                                new ModelStub.Reply.Status(401, Map.of(), "{\"error\":\"bad key secret-key\"}"),
                                provider,
                                PATIENCE)
                        .kind())
                .isEqualTo(DraftOutcome.Kind.KEY);
        assertThat(failed(new ModelStub.Reply.Status(400, Map.of(), "no such model"), provider, PATIENCE)
                        .reason())
                .contains("HTTP 400", "no such model");
        assertThat(failed(
                                new ModelStub.Reply.Status(429, Map.of("Retry-After", "3600"), "slow down"),
                                provider,
                                PATIENCE)
                        .kind())
                .isEqualTo(DraftOutcome.Kind.LIMIT);
        assertThat(failed(new ModelStub.Reply.Status(500, Map.of("Retry-After", "0"), ""), provider, PATIENCE)
                        .kind())
                .isEqualTo(DraftOutcome.Kind.SERVER);
        assertThat(failed(new ModelStub.Reply.Hangs(), provider, SHORT).kind()).isEqualTo(DraftOutcome.Kind.TIMEOUT);
        assertThat(failed(new ModelStub.Reply.Endless(50), provider, SHORT).kind())
                .isEqualTo(DraftOutcome.Kind.TIMEOUT);
        assertThat(failed(new ModelStub.Reply.Endless(0), provider, PATIENCE).kind())
                .isEqualTo(DraftOutcome.Kind.TOO_LONG);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void whatIsNoAnswerOfTheProviderIsNeverAProposal(Provider provider) throws Exception {
        for (String body : List.of("<html>busy</html>", "data: {not json\n\n", "{\"unexpected\": true}\n", "")) {
            try (ModelStub stub = new ModelStub((number, request) -> new ModelStub.Reply.Raw(body))) {
                assertThat(ask(stub, provider, SHORT)).isNotInstanceOf(DraftOutcome.Proposed.class);
            }
        }
    }

    @Test
    void aLimitIsWaitedForAsLongAsTheServerSays() throws Exception {
        try (ModelStub stub = new ModelStub((number, request) ->
                number == 1 ? new ModelStub.Reply.Status(429, Map.of("Retry-After", "1"), "") : GOOD)) {
            long begun = System.nanoTime();
            assertThat(ask(stub, Provider.OPENAI, PATIENCE)).isInstanceOf(DraftOutcome.Proposed.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(990));
            assertThat(stub.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void nobodyListensThere(Provider provider) {
        DraftOutcome outcome = new Drafter(
                        new ModelSettings(provider, "http://127.0.0.1:1/v1", "stub", "secret-key", SHORT, 100))
                .draft("x", DraftTools.NONE, characters -> {});
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DraftOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(DraftOutcome.Kind.UNREACHABLE));
    }

    @Test
    void noPartOfAKeyIsQuoted() throws Exception {
        String body = "x".repeat(290) + "secret-key and more";
        try (ModelStub stub = new ModelStub((number, request) -> new ModelStub.Reply.Status(403, Map.of(), body))) {
            assertThat(ask(stub, Provider.OPENAI, PATIENCE))
                    .isInstanceOfSatisfying(
                            DraftOutcome.Failed.class,
                            failed -> assertThat(failed.reason()).doesNotContain("secret"));
        }
    }

    @Test
    void whoStopsADraftIsNotToldThatTheModelFailed() throws Exception {
        try (ModelStub stub = new ModelStub((number, request) -> new ModelStub.Reply.Hangs())) {
            Thread.currentThread().interrupt();
            DraftOutcome outcome = ask(stub, Provider.ANTHROPIC, PATIENCE);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            DraftOutcome.Failed.class,
                            failed -> assertThat(failed.kind()).isEqualTo(DraftOutcome.Kind.CANCELLED));
        }
    }
}
