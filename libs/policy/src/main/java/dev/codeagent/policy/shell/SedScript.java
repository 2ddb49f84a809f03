package dev.codeagent.policy.shell;

import java.util.ArrayList;
import java.util.List;

/** Reads scripts of sed as far as needed to see whether they run commands or name files. */
final class SedScript {
    private final String text;
    private final int lastBracket;
    private int at;
    private boolean launches;
    private final List<ShellWord> files = new ArrayList<>();

    private SedScript(String text) {
        this.text = text;
        this.lastBracket = text.lastIndexOf(']');
    }

    /** Whether a call of sed runs a command, or its script is not known. */
    static boolean launchesUnknown(List<ShellWord> arguments) {
        if (arguments.stream().anyMatch(a -> a.text().equals("--sandbox"))) {
            return false;
        }
        return arguments.stream().anyMatch(a -> a.text().matches("-[nrEsuz]*f.*|--f[a-z]*(?:=.*)?"))
                || scripts(arguments).stream().anyMatch(s -> parse(s).launches);
    }

    /** The files that the scripts of a call read and write. */
    static List<ShellWord> files(List<ShellWord> arguments) {
        return scripts(arguments).stream().flatMap(s -> parse(s).files.stream()).toList();
    }

    /** Each {@code -e}, or the first operand. */
    private static List<String> scripts(List<ShellWord> arguments) {
        var scripts = new ArrayList<String>();
        String operand = "";
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i).text();
            String next = i + 1 < arguments.size() ? arguments.get(i + 1).text() : "";
            if (word.matches("(?s)--ex[a-z]*=.*")) {
                scripts.add(word.substring(word.indexOf('=') + 1));
            } else if (word.matches("-[nrEsuz]*l|--l[a-z-]*")) {
                i++; // The length of lines.
            } else if (word.matches("--ex[a-z]*|-[nrEsuz]*e")) {
                scripts.add(next);
                i++;
            } else if (word.matches("(?s)-[nrEsuz]*e.+")) {
                scripts.add(word.replaceFirst("^-[nrEsuz]*e", ""));
            } else if (operand.isEmpty() && !word.startsWith("-")) {
                operand = word;
            }
        }
        return scripts.isEmpty() ? List.of(operand) : scripts;
    }

    private static SedScript parse(String text) {
        var script = new SedScript(text);
        try {
            script.read();
        } catch (StringIndexOutOfBoundsException e) {
            script.launches = true; // It is not complete, or it is read in another way than here.
        }
        return script;
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (Character.isWhitespace(c) || ";{}!,+~0123456789$".indexOf(c) >= 0 || c == ShellWord.ANY_NAME) {
                continue;
            }
            if (ShellWord.isWildcard(c)) {
                launches = true;
                return;
            }
            readCommand(c);
        }
    }

    private void readCommand(char c) {
        switch (c) {
            case '/' -> skipTo('/');
            case '\\' -> skipTo(text.charAt(at++));
            case 's' -> readSubstitution();
            case 'y' -> {
                char delimiter = text.charAt(at++);
                skipTo(delimiter);
                skipTo(delimiter);
            }
            case 'e' -> launches = true;
            case 'r', 'R', 'w', 'W' -> files.add(ShellWord.of(restOfLine().strip()));
            case 'a', 'i', 'c', '#' -> restOfLine();
            case 'b', 't', 'T', ':', 'v' -> {
                while (at < text.length() && ";\n}".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
            }
            default -> {} // Commands without arguments, and the flags I and M of an address.
        }
    }

    private void readSubstitution() {
        char delimiter = text.charAt(at++);
        skipTo(delimiter);
        skipTo(delimiter);
        while (at < text.length() && ";\n}".indexOf(text.charAt(at)) < 0) {
            char flag = text.charAt(at++);
            launches |= flag == 'e' || ShellWord.isWildcard(flag);
            if (flag == 'w') {
                files.add(ShellWord.of(restOfLine().strip()));
            }
        }
    }

    /** Skips a part up to its delimiter, which has no meaning after a backslash or in brackets. */
    private void skipTo(char delimiter) {
        int bracket = -1;
        for (; ; at++) {
            char c = text.charAt(at);
            if (c == '\\' && bracket < 0) {
                at++;
            } else if (c == '[' && bracket < 0 && at + 2 <= lastBracket && delimiter != '[') {
                bracket = at;
            } else if (c == ']' && bracket >= 0 && at > bracket + 1) {
                bracket = -1;
            } else if (c == delimiter && bracket < 0) {
                at++;
                return;
            }
        }
    }

    private String restOfLine() {
        int end = text.indexOf('\n', at);
        String rest = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end;
        return rest;
    }
}
