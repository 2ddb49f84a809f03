package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Usage and budgets of a server with one run at a time. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BudgetTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** Three turns: 1000 input tokens, of which 400 are cached, and 50 output tokens each. */
    private static final String TURNS = """
        [{"toolCalls": [{"name": "read_file", "arguments": {"path": "README.md"}}], %1$s},
         {"toolCalls": [{"name": "list_files", "arguments": {"path": "."}}], %1$s},
         {"text": "It is planned.", %1$s}]
        """.formatted("\"usage\": {\"input\": 1000, \"output\": 50, \"cached\": 400}");

    /** The text takes five minutes. */
    private static final String SLOW = """
        [{"text": "%s", "chunk": 1, "delayMs": 1000}]
        """.formatted("It takes long. ".repeat(20));

    private static final String SCRIPT = """
        {"scenarios": {"plan": {"agents": {"planning": %s}}, "slow": {"agents": {"planning": %s}}}}
        """.formatted(TURNS, SLOW);

    /** 600 × $2 + 400 × $0.50 + 50 × $10 in a million. */
    private static final BigDecimal TURN_COST = new BigDecimal("0.0019");

    private static final BigDecimal RUN_COST = TURN_COST.multiply(BigDecimal.valueOf(3));

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static FakeModelProcess model;
    private static WebhookReceiver receiver;
    private static String failedRun = "";
    private static int repositories;

    private String project;

    @BeforeAll
    static void start() throws Exception {
        model = FakeModelProcess.start(folder, EnvelopeCodec.parse(SCRIPT));
        server = ServerProcess.start(
                folder,
                ServerProcess.StartOptions.shipped()
                        .with("CODEAGENT_ORCHESTRATOR_MAXRUNS", "1")
                        .with("CODEAGENT_WEBHOOKS_PRIVATEHOSTS", "127.0.0.1"));
        receiver = new WebhookReceiver();
        CommandResult added = cli("webhooks", "add", "hook", "--url", receiver.url(), "--secret-file", secretFile());
        assertThat(added.exit()).as(added.err()).isZero();
        for (String scenario : List.of("plan", "slow")) {
            server.restClient().exchange("PUT", "/api/v1/providers/" + scenario, """
                {"baseUrl": "%s", "apiKey": "%s", "defaultModel": "scripted-1",
                 "prices": [{"model": "scripted-1", "input": "2", "output": "10", "cached": "0.50"}]}
                """.formatted(model.url(), scenario));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        model.close();
        receiver.close();
    }

    @BeforeEach
    void registerProject() throws Exception {
        GitRepository repository = GitRepository.create(folder.resolve("repository-" + repositories++));
        project = server.restClient().registerProject(repository.path());
    }

    @Test
    @Order(1)
    void countsEachCallOnceByRunAgentProjectCallerDayAndModel() throws Exception {
        String run = startRun("plan");
        awaitState(run, "completed");

        for (String by : List.of("run", "agent", "project", "caller", "day", "model")) {
            List<JsonObject> totals = usage("by=" + by + "&projectId=" + project);
            assertThat(totals).as(by).hasSize(1);
            assertThat(totals.getFirst().getInt("calls")).isEqualTo(3);
            assertThat(totals.getFirst().getJsonObject("usage").getInt("inputTokens"))
                    .isEqualTo(3000);
            assertThat(totals.getFirst().getJsonObject("usage").getInt("cachedTokens"))
                    .isEqualTo(1200);
            assertThat(new BigDecimal(totals.getFirst().getString("costUsd"))).isEqualByComparingTo(RUN_COST);
        }
        assertThat(usage("by=caller&projectId=" + project).getFirst().getString("key"))
                .isEqualTo("local");
        assertThat(new BigDecimal(server.restClient().getRun(run).getString("costUsd")))
                .isEqualByComparingTo(RUN_COST);
        CommandResult table = cli("usage", "--by", "model", "--run", run);
        assertThat(table.out()).contains("MODEL", "plan/scripted-1", "$0.0057");
        assertThat(table.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    @Order(2)
    void pausesWithoutAPlaceInTheQueueAndContinuesWhenTheBudgetIsRaised() throws Exception {
        String budget = "project/" + project + "/total";
        assertThat(cli("budgets", "set", budget, "0.001").exit()).isZero();
        String paused = startRun("plan");
        awaitState(paused, "waiting");
        JsonObject reached = event(paused, "budget.reached");

        assertThat(reached.getString("budget")).isEqualTo(budget);
        assertThat(cli("budgets", "list").out()).contains(budget, "$0.001");
        registerProject(); // Another project's run gets the only place.
        String other = startRun("plan");
        awaitState(other, "completed");
        assertThat(state(paused)).isEqualTo("waiting");

        CommandResult raised = cli("budgets", "set", budget, "5");

        assertThat(raised.exit()).as(raised.err()).isZero();
        awaitState(paused, "completed");
        assertThat(event(paused, "budget.available").getString("by")).isEqualTo("local");
        assertThat(budgetOf(budget, "spentUsd")).isEqualByComparingTo(RUN_COST);
        assertThat(budgetOf(budget, "reservedUsd")).isEqualByComparingTo("0");
        assertThat(cli("budgets", "remove", budget).exit()).isZero();
        assertThat(cli("budgets", "remove", budget).err()).contains("no budget " + budget);
    }

    /** The receiver is down when the server is killed. */
    @Test
    @Order(3)
    void tellsWebhooksAboutEventsAndRepeatsWhatFails() throws Exception {
        await().atMost(TIMEOUT).until(() -> receiver.types().contains("budget.reached"));
        receiver.answer(500);
        failedRun = startRun("plan");
        awaitState(failedRun, "completed");
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(cli("webhooks", "deliveries", "hook").out())
                                .containsPattern(failedRun + "-\\d+ .*pending +[1-9].*HTTP 500"));

        assertThat(receiver.accepted()).allMatch(WebhookReceiver.Request::isSigned);
        CommandResult listed = cli("webhooks", "list", "--json");
        assertThat(listed.out()).contains("\"url\":\"" + receiver.url()).doesNotContain("whsec_", "secret");
        assertThat(cli("webhooks", "test", "hook").out()).contains("fail", "HTTP 500");
        assertThat(cli("webhooks", "add", "x", "--url", "https://10.0.0.1/", "--secret-file", secretFile())
                        .err())
                .contains("not public", "webhooks.privateHosts");
    }

    @Test
    @Order(5)
    void deliversAfterACrash() throws Exception {
        receiver.answer(204);
        assertThat(cli("webhooks", "list").out()).contains("hook", receiver.url());
        String id = receiver.lastId(failedRun);
        assertThat(cli("webhooks", "retry", "hook", id).out()).contains(id);
        await().atMost(TIMEOUT).until(() -> receiver.accepted().stream().anyMatch(r -> r.id().equals(id)));

        assertThat(receiver.accepted()).allMatch(WebhookReceiver.Request::isSigned);
        assertThat(cli("webhooks", "remove", "hook").exit()).isZero();
        assertThat(cli("webhooks", "deliveries", "hook").err()).contains("no webhook 'hook'");
    }

    @Test
    @Order(4)
    void booksACallAtItsReservationAfterACrashAndAllOthersOnce() throws Exception {
        String run = startRun("slow");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(event(run, "usage.reserved")).isNotNull());
        BigDecimal reserved = new BigDecimal(event(run, "usage.reserved").getString("costUsd"));
        server.kill();
        server.start();
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(event(run, "usage.booked")).isNotNull());
        server.restClient().cancelRun(run);
        awaitState(run, "cancelled");

        List<JsonObject> bookings = server.restClient().listEvents(run).stream()
                .filter(e -> e.getString("type").equals("usage.booked"))
                .toList();
        assertThat(bookings).extracting(b -> b.getString("status")).startsWith("unconfirmed");
        assertThat(new BigDecimal(bookings.getFirst().getString("costUsd"))).isEqualByComparingTo(reserved);
        Set<String> calls = bookings.stream()
                .map(b -> b.getJsonObject("call").getString("id"))
                .collect(Collectors.toSet());
        assertThat(calls).hasSameSizeAs(bookings);
        JsonObject total = usage("by=run&run=" + run).getFirst();
        assertThat(total.getInt("unconfirmedCalls")).isEqualTo(1);
        assertThat(new BigDecimal(total.getString("unconfirmedUsd"))).isEqualByComparingTo(reserved);
        assertThat(total.getInt("openCalls")).isZero();
        assertThat(cli("usage", "--run", run).out()).contains("1 call is unconfirmed");
    }

    @Test
    @Order(6)
    void rejectsWhatIsNotABudgetAndNamesTheFix() throws Exception {
        assertThat(cli("budgets", "set", "team/x", "5").err()).contains("'scope' is 'team'", "run, project");
        assertThat(cli("budgets", "set", "server", "much").err()).contains("'much' is not an amount");
        assertThat(cli("budgets", "set", "run/r", "-1").err())
                .contains("parameter USD: '-1' is not an amount", "for example 5.00");
        assertThat(putBudget("\"-1\"")).contains("limitUsd", "'-1'", "from 0 to 1000000");
        assertThat(putBudget("\"much\"")).contains("limitUsd", "'much' is not a decimal number", "5.00");
        assertThat(putBudget("\"\"")).contains("limitUsd", "decimal number");
        assertThat(putBudget("-1")).contains("limitUsd", "must be a string");
        assertThat(cli("usage", "--limit", "-1").err()).contains("'limit' is '-1'", "from 1 to 10000");
        assertThat(cli("usage", "--limit", "all").err()).contains("'limit' is 'all'");
        assertThat(cli("budgets", "set", "server", "1000001").err()).contains("limitUsd", "'1000001'");
        assertThat(cli("budgets", "set", "server").err()).contains("budgets set BUDGET USD");
        assertThat(cli("usage", "--by", "moon").err()).contains("'moon'", "caller");
        assertThat(cli("usage", "--from", "today").err()).contains("'from'", "'today'");
    }

    /** The cost of a call without a price is not zero. */
    @Test
    @Order(7)
    void showsADashForTheCostOfCallsWithoutAPrice() throws Exception {
        server.restClient().registerProvider("unpriced", model.url(), "plan");
        String run = startRun("unpriced");
        awaitState(run, "completed");

        String ofRun = cli("usage", "--by", "run", "--run", run).out();
        String ofAll = cli("usage", "--by", "caller").out();

        assertThat(ofRun).contains("—").doesNotContain("$0.00");
        assertThat(ofRun).containsOnlyOnce("3 calls have no known price");
        assertThat(ofAll).containsPattern("\\$[0-9.]+\\*").containsOnlyOnce("have no known price");
    }

    private static String secretFile() throws Exception {
        return Files.writeString(folder.resolve("hook.secret"), WebhookReceiver.SECRET)
                .toString();
    }

    private static String putBudget(String limit) throws Exception {
        return server.restClient().exchange("PUT", "/api/v1/budgets/server/all/month", "{\"limitUsd\": " + limit + "}");
    }

    private String startRun(String provider) throws Exception {
        return server.restClient().startRun(project, "/plan", "plan it", provider);
    }

    private static CommandResult cli(String... words) throws Exception {
        return CodeagentCli.forDataDirectory(server.dataDirectory()).run(words);
    }

    private static List<JsonObject> usage(String query) throws Exception {
        return objects(server.restClient().exchange("GET", "/api/v1/usage?" + query, ""));
    }

    private static List<JsonObject> objects(String array) {
        return EnvelopeCodec.parse("{\"list\": " + array + "}")
                .getJsonArray("list")
                .getValuesAs(JsonObject.class);
    }

    private static BigDecimal budgetOf(String id, String field) throws Exception {
        return objects(server.restClient().exchange("GET", "/api/v1/budgets", "")).stream()
                .filter(b -> b.getString("id").equals(id))
                .map(b -> new BigDecimal(b.getString(field)))
                .findFirst()
                .orElseThrow();
    }

    private static String state(String run) throws Exception {
        return server.restClient().getRun(run).getString("state");
    }

    private static void awaitState(String run, String state) {
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(state(run)).isEqualTo(state));
    }

    private static JsonObject event(String run, String type) throws Exception {
        return server.restClient().listEvents(run).stream()
                .filter(e -> e.getString("type").equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event " + type));
    }
}
