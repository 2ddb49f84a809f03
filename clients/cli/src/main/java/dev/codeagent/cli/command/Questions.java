package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.run.RunAudience;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks whoever sits at the terminal what a run asks. Another client may answer first; then that one counts. */
final class Questions implements RunAudience {
    private static final Map<String, String[]> ANSWERS = Map.of(
            "y", new String[] {"approve", "once"},
            "yes", new String[] {"approve", "once"},
            "s", new String[] {"approve", "session"},
            "r", new String[] {"approve", "rule"},
            "n", new String[] {"deny", "once"},
            "no", new String[] {"deny", "once"});
    private static final String PROMPT = "  allow it? y yes · s for this session · r as a rule · n no: ";

    private final RunAudience audience;
    private final Screen screen;
    private final Supplier<Api> api;
    private final BufferedReader keyboard;
    private volatile Optional<JsonObject> open = Optional.empty();

    Questions(RunAudience audience, Screen screen, Supplier<Api> api, BufferedReader keyboard) {
        this.audience = audience;
        this.screen = screen;
        this.api = api;
        this.keyboard = keyboard;
    }

    /** Reads from the keyboard from now on; the thread ends with the program. */
    Questions listen() {
        Thread reader = new Thread(this::read, "questions");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    /** Each line is for the question that is open when it comes. */
    private void read() {
        try {
            for (String line = keyboard.readLine(); line != null; line = keyboard.readLine()) {
                Optional<JsonObject> question = open;
                if (question.isPresent()) {
                    answer(question.get(), line.strip().toLowerCase(Locale.ROOT));
                }
            }
        } catch (IOException e) {
            screen.line(Style.YELLOW, "· the keyboard cannot be read: " + e.getMessage());
        }
    }

    /** The next question may be there before the answer to this one is acknowledged. */
    private synchronized void close(String approval) {
        open = open.filter(q -> !q.getString("approval").equals(approval));
    }

    private synchronized void open(JsonObject question) {
        open = Optional.of(question);
    }

    private void answer(JsonObject question, String typed) {
        String[] answer = ANSWERS.get(typed);
        if (answer == null) {
            screen.text(Style.YELLOW, PROMPT);
            return;
        }
        try {
            ApprovalCommands.send(
                    api.get(), question.getString("approval"), answer[0], answer[1], question.getString("digest"));
            close(question.getString("approval"));
        } catch (CliFailure e) {
            screen.line(Style.YELLOW, "· " + e.getMessage());
            screen.text(Style.YELLOW, PROMPT);
        }
    }

    @Override
    public void accepted(String run, String session) {
        audience.accepted(run, session);
    }

    @Override
    public void event(JsonObject event) {
        audience.event(event);
        switch (event.getString("type")) {
            case "approval.requested" -> {
                open(event);
                screen.text(Style.YELLOW, PROMPT);
            }
            case "approval.answered" -> close(event.getString("approval"));
            default -> {}
        }
    }

    @Override
    public void delta(JsonObject delta) {
        audience.delta(delta);
    }

    @Override
    public void connection(String note) {
        audience.connection(note);
    }
}
