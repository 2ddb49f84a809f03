package dev.codeagent.cli.command;

import dev.codeagent.api.wire.ToolCallText;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalWriter;
import dev.codeagent.client.stream.RunListener;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks the user at the terminal for approvals; one key answers. Another client may answer first; the first answer counts.
 */
final class ApprovalPrompt implements RunListener {
    /** A key that was pressed before a person can have read the question is not an answer to it. */
    static final Duration READING_TIME = Duration.ofMillis(400);

    /** Nor is one that follows another key so soon: the person types a text and may not have seen the question. */
    static final Duration TYPING_PAUSE = Duration.ofSeconds(1);

    private static final Map<Character, Decision> DECISIONS = Map.of(
            'y', new Decision("approve", "once", "yes"),
            'n', new Decision("deny", "once", "no"),
            'a', new Decision("approve", "session", "always"),
            'r', new Decision("approve", "rule", "rule"));
    private static final String PROMPT = "  allow it? [y]es · [n]o · [a]lways this call · [r]ule · [d]etails: ";

    private final RunListener listener;
    private final TerminalWriter terminal;
    private final Supplier<RestClient> api;
    private final Interaction interaction;
    private final LongSupplier nanoTime;
    private Optional<Question> open = Optional.empty();

    /** From then on a key is an answer. */
    private long answerableAt;

    private char ignoredKey;

    /** What the server is told, and what the transcript says. */
    private record Decision(String action, String scope, String text) {}

    /** A request that waits for its answer. */
    private record Question(JsonObject request, Interaction.KeyboardFocus keyboard) {
        String approval() {
            return request.getString("approval");
        }
    }

    ApprovalPrompt(RunListener listener, TerminalWriter terminal, Supplier<RestClient> api, Interaction interaction) {
        this(listener, terminal, api, interaction, System::nanoTime);
    }

    ApprovalPrompt(
            RunListener listener,
            TerminalWriter terminal,
            Supplier<RestClient> api,
            Interaction interaction,
            LongSupplier nanoTime) {
        this.listener = listener;
        this.terminal = terminal;
        this.api = api;
        this.interaction = interaction;
        this.nanoTime = nanoTime;
    }

    private synchronized boolean handleKey(char key) {
        long now = nanoTime.getAsLong();
        char lower = Character.toLowerCase(key);
        Decision decision = DECISIONS.get(lower);
        boolean answers = decision != null || lower == 'd';
        if (open.isEmpty() || !answers || now < answerableAt) {
            boolean repeated = lower == ignoredKey; // The person waits for the question to take it.
            answerableAt = repeated ? answerableAt : Math.max(answerableAt, now + TYPING_PAUSE.toNanos());
            ignoredKey = lower;
            return false;
        }
        if (decision != null) {
            terminal.write(Style.YELLOW, decision.text() + "\n");
            send(open.get().request(), decision);
        } else {
            terminal.write(Style.YELLOW, "details\n");
            terminal.writeLine(details(open.get().request()));
            terminal.write(Style.YELLOW, PROMPT);
        }
        return true;
    }

    private static String details(JsonObject request) {
        return ToolCallText.of(request.getString("tool", ""), request.getString("arguments", "{}")) + "\n  "
                + ToolCallText.visibleLine(request.getString("reason", "")) + " (rule "
                + ToolCallText.visibleLine(request.getString("rule", "")) + ")\n  digest "
                + request.getString("digest");
    }

    private void send(JsonObject request, Decision decision) {
        String approval = request.getString("approval");
        try {
            ApprovalCommands.sendDecision(
                    api.get(), approval, decision.action(), decision.scope(), request.getString("digest"));
            close(approval);
        } catch (CliException e) {
            terminal.writeLine(Style.YELLOW, "· " + e.getMessage());
            terminal.write(Style.YELLOW, PROMPT);
        }
    }

    private synchronized void ask(JsonObject request) {
        open.ifPresent(question -> question.keyboard().close());
        terminal.write(Style.YELLOW, PROMPT);
        ignoredKey = 0;
        answerableAt = nanoTime.getAsLong() + READING_TIME.toNanos();
        open = Optional.of(new Question(request, interaction.listen(this::handleKey)));
    }

    /** The next request may arrive before the answer to this one is acknowledged. */
    private synchronized void close(String approval) {
        open.filter(question -> question.approval().equals(approval)).ifPresent(question -> {
            question.keyboard().close();
            open = Optional.empty();
        });
    }

    @Override
    public void onAccepted(String run, String session) {
        interaction.runStarted(run);
        listener.onAccepted(run, session);
    }

    @Override
    public void onEvent(JsonObject event) {
        listener.onEvent(event);
        switch (event.getString("type")) {
            case "approval.requested" -> ask(event);
            case "approval.answered" -> close(event.getString("approval"));
            case "run.finished" -> closeAny();
            default -> {}
        }
    }

    private synchronized void closeAny() {
        open.ifPresent(question -> question.keyboard().close());
        open = Optional.empty();
    }

    @Override
    public void onDelta(JsonObject delta) {
        listener.onDelta(delta);
    }

    @Override
    public void onConnectionNotice(String notice) {
        listener.onConnectionNotice(notice);
    }
}
