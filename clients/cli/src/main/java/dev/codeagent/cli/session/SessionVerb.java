package dev.codeagent.cli.session;

import java.util.Arrays;
import java.util.Optional;

/** Commands about the session itself. */
enum SessionVerb {
    HELP("/help", "", "lists what you can type"),
    NEW("/new", "", "starts a new conversation"),
    SESSIONS("/sessions", "[N|ID]", "lists the conversations of this project; continues one"),
    PROVIDER("/provider", "[NAME[/MODEL]|default]", "shows or changes the provider of the next runs"),
    MODEL("/model", "[MODEL|default]", "shows or changes the model of the next runs"),
    CLEAR("/clear", "", "clears the screen; the conversation goes on"),
    EXIT("/exit", "", "leaves the session; Ctrl-D does too");

    private final String word;
    private final String parameter;
    private final String description;

    SessionVerb(String word, String parameter, String description) {
        this.word = word;
        this.parameter = parameter;
        this.description = description;
    }

    String word() {
        return word;
    }

    String parameter() {
        return parameter;
    }

    String description() {
        return description;
    }

    /** Words that people try in other programs mean the same. */
    static Optional<SessionVerb> find(String word) {
        String name = switch (word) {
            case "/quit", "exit", "quit" -> EXIT.word;
            case "help", "?", "/?" -> HELP.word;
            case "clear" -> CLEAR.word;
            case "/resume" -> SESSIONS.word;
            case "/models" -> MODEL.word;
            default -> word;
        };
        return Arrays.stream(values()).filter(v -> v.word.equals(name)).findFirst();
    }
}
