package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.run.RunListener;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalWriter;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks the user at the terminal for approvals. Another client may answer first; the first answer counts. */
final class ApprovalPrompt implements RunListener {
    private static final Map<String, String[]> DECISIONS = Map.of(
            "y", new String[] {"approve", "once"},
            "yes", new String[] {"approve", "once"},
            "s", new String[] {"approve", "session"},
            "r", new String[] {"approve", "rule"},
            "n", new String[] {"deny", "once"},
            "no", new String[] {"deny", "once"});
    private static final String PROMPT = "  allow it? [y]es · for this [s]ession · as a [r]ule · [n]o: ";

    private final RunListener listener;
    private final TerminalWriter terminal;
    private final Supplier<RestClient> api;
    private final BufferedReader keyboard;
    private volatile Optional<JsonObject> pending = Optional.empty();

    ApprovalPrompt(RunListener listener, TerminalWriter terminal, Supplier<RestClient> api, BufferedReader keyboard) {
        this.listener = listener;
        this.terminal = terminal;
        this.api = api;
        this.keyboard = keyboard;
    }

    /** Starts to read from the keyboard, in a daemon thread. */
    ApprovalPrompt startReading() {
        Thread reader = new Thread(this::readLines, "approval-prompt");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    /** Each line answers the request that is open when the line arrives. */
    private void readLines() {
        try {
            for (String line = keyboard.readLine(); line != null; line = keyboard.readLine()) {
                Optional<JsonObject> request = pending;
                if (request.isPresent()) {
                    handleInput(request.get(), line.strip().toLowerCase(Locale.ROOT));
                }
            }
        } catch (IOException e) {
            terminal.writeLine(Style.YELLOW, "· cannot read from the keyboard: " + e.getMessage());
        }
    }

    /** The next request may arrive before the answer to this one is acknowledged. */
    private synchronized void clearPending(String approval) {
        pending = pending.filter(q -> !q.getString("approval").equals(approval));
    }

    private synchronized void setPending(JsonObject request) {
        pending = Optional.of(request);
    }

    private void handleInput(JsonObject request, String input) {
        String[] decision = DECISIONS.get(input);
        if (decision == null) {
            terminal.write(Style.YELLOW, PROMPT);
            return;
        }
        try {
            ApprovalCommands.sendDecision(
                    api.get(), request.getString("approval"), decision[0], decision[1], request.getString("digest"));
            clearPending(request.getString("approval"));
        } catch (CliException e) {
            terminal.writeLine(Style.YELLOW, "· " + e.getMessage());
            terminal.write(Style.YELLOW, PROMPT);
        }
    }

    @Override
    public void onAccepted(String run, String session) {
        listener.onAccepted(run, session);
    }

    @Override
    public void onEvent(JsonObject event) {
        listener.onEvent(event);
        switch (event.getString("type")) {
            case "approval.requested" -> {
                setPending(event);
                terminal.write(Style.YELLOW, PROMPT);
            }
            case "approval.answered" -> clearPending(event.getString("approval"));
            default -> {}
        }
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
