package dev.codeagent.policy;

import dev.codeagent.policy.PolicyRequest.FileReference;
import dev.codeagent.policy.PolicyRequest.Reach;
import dev.codeagent.policy.shell.ShellWord;
import java.util.ArrayList;
import java.util.List;

/** The files that a file pattern of the tool {@code search} may match. */
final class SearchGlob {
    private static final String ANY = String.valueOf(ShellWord.ANY_TEXT);

    private SearchGlob() {}

    /** @param directory the directory that is searched; empty for the workspace */
    static List<FileReference> files(String directory, String glob) {
        String pattern = glob.startsWith("!") ? ANY : wildcards(glob.startsWith("/") ? glob.substring(1) : glob);
        String path = directory.isEmpty() ? pattern : directory + "/" + pattern;
        var files = new ArrayList<>(List.of(new FileReference(ShellWord.of(path), Access.READ, true, Reach.PATH)));
        if (glob.indexOf('/') < 0) {
            files.add(new FileReference(ShellWord.of(pattern), Access.READ, true, Reach.NAME));
        }
        return files;
    }

    /** Braces and classes may be many texts, so they become wildcards. */
    private static String wildcards(String glob) {
        String text = glob.replaceAll("(?s)\\\\(.)", "$1")
                .replace("**/", ANY)
                .replace("**", ANY)
                .replace('*', ShellWord.ANY_NAME)
                .replace('?', ShellWord.ANY_CHAR);
        String classes = replace(text, ']', "\\[[^]]*]", String.valueOf(ShellWord.ANY_CHAR));
        return replace(classes, '}', "(?s)\\{.*}", ANY);
    }

    /** Without a closing character, each opening one would be compared with the whole rest. */
    private static String replace(String text, char close, String pattern, String replacement) {
        int end = text.lastIndexOf(close) + 1;
        return text.substring(0, end).replaceAll(pattern, replacement) + text.substring(end);
    }
}
