package dev.codeagent.cli.markdown;

import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.StyledLine.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Highlights code line by line: comments, strings, numbers and keywords of the usual languages. It is no parser; in a
 * language that it does not know it highlights strings and numbers only.
 */
public final class CodeHighlighter {
    private static final int MAX_LINE = 2_000;
    private static final Set<String> C_LIKE = Set.of(
            "java",
            "kotlin",
            "kt",
            "scala",
            "c",
            "h",
            "cpp",
            "c++",
            "cc",
            "hpp",
            "cs",
            "csharp",
            "go",
            "rust",
            "rs",
            "js",
            "javascript",
            "jsx",
            "mjs",
            "ts",
            "typescript",
            "tsx",
            "swift",
            "php",
            "dart",
            "groovy",
            "gradle",
            "css",
            "scss",
            "proto");
    private static final Set<String> HASH = Set.of(
            "python",
            "py",
            "ruby",
            "rb",
            "sh",
            "bash",
            "shell",
            "zsh",
            "console",
            "yaml",
            "yml",
            "toml",
            "ini",
            "conf",
            "properties",
            "dockerfile",
            "makefile",
            "make",
            "perl",
            "pl",
            "r",
            "elixir",
            "nix",
            "terraform",
            "tf");
    private static final Set<String> DASHES = Set.of("sql", "lua", "haskell", "hs");
    private static final Set<String> KEYWORDS = words(
            "abstract and as async await boolean break byte case catch char class const continue def default defer del do"
                    + " double elif else elseif end enum except export extends false final finally float fn for from"
                    + " func function go if impl implements import in instanceof int interface is lambda let long"
                    + " match mod module mut namespace native new nil None not null or override package pass private"
                    + " protected pub public raise record return sealed self short static struct super switch"
                    + " synchronized then this throw throws trait transient true True False try type typeof union"
                    + " unsafe use using val var virtual void volatile when where while with yield fi done esac local"
                    + " export echo set");
    private static final Set<String> SQL_KEYWORDS = words(
            "select from where insert into update delete create table alter drop index join left right inner outer on and"
                    + " or not null is in as order by group having limit values set primary key references unique"
                    + " default begin commit with union all distinct case when then else end");
    private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*+\"?|'(?:[^'\\\\]|\\\\.)*+'?|`[^`]*+`?";
    private static final String NUMBER = "\\b\\d[\\w.]*";
    private static final String WORD = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
    private static final Map<String, String> COMMENTS =
            Map.of("c", "//.*|/\\*.*?(?:\\*/|$)", "hash", "(?<![\\w$&])#.*", "dashes", "--.*", "none", "(?!)");

    private final boolean sql;
    private final boolean keywords;
    private final boolean diff;
    private final String commentKind;
    private final Pattern tokens;
    private boolean insideComment;

    private static Set<String> words(String text) {
        return Set.copyOf(List.of(text.split(" ")));
    }

    /** @param info the info string of a fence or the extension of a file; its first word is the language */
    public CodeHighlighter(String info) {
        String language =
                (info == null ? "" : info).strip().toLowerCase(Locale.ROOT).split("[\\s,{]", 2)[0];
        this.sql = language.equals("sql");
        this.diff = language.equals("diff") || language.equals("patch");
        this.commentKind = C_LIKE.contains(language)
                ? "c"
                : HASH.contains(language) ? "hash" : DASHES.contains(language) ? "dashes" : "none";
        this.keywords = !commentKind.equals("none");
        this.tokens = Pattern.compile("(?<comment>" + COMMENTS.get(commentKind) + ")|(?<string>" + STRING
                + ")|(?<number>" + NUMBER + ")|(?<word>" + WORD + ")");
    }

    /** The next line of the code. */
    public StyledLine highlight(String line) {
        if (line.length() > MAX_LINE) {
            return StyledLine.of(Style.PLAIN, line);
        }
        if (diff) {
            return StyledLine.of(
                    line.startsWith("+") ? Style.GREEN : line.startsWith("-") ? Style.RED : Style.PLAIN, line);
        }
        var spans = new ArrayList<Span>();
        int from = 0;
        if (insideComment) {
            int end = line.indexOf("*/");
            insideComment = end < 0;
            from = end < 0 ? line.length() : end + 2;
            spans.add(new Span(Style.DIM, line.substring(0, from)));
        }
        addTokens(line, from, spans);
        return new StyledLine(spans);
    }

    private void addTokens(String line, int start, List<Span> spans) {
        Matcher token = tokens.matcher(line);
        int from = start;
        while (from < line.length() && token.find(from)) {
            Style style = style(token);
            int end = Math.max(token.end(), token.start() + 1);
            if (style != Style.PLAIN) {
                spans.add(new Span(Style.PLAIN, line.substring(start, token.start())));
                spans.add(new Span(style, line.substring(token.start(), end)));
                start = end;
            }
            insideComment |= commentKind.equals("c") && isOpenComment(token);
            from = end;
        }
        spans.add(new Span(Style.PLAIN, line.substring(start)));
    }

    private static boolean isOpenComment(Matcher token) {
        String comment = token.group("comment");
        return comment != null && comment.startsWith("/*") && !comment.endsWith("*/");
    }

    private Style style(Matcher token) {
        if (token.group("comment") != null) {
            return Style.DIM;
        }
        if (token.group("string") != null) {
            return Style.GREEN;
        }
        if (token.group("number") != null) {
            return Style.CYAN;
        }
        String word = token.group("word");
        boolean keyword = sql ? SQL_KEYWORDS.contains(word.toLowerCase(Locale.ROOT)) : KEYWORDS.contains(word);
        return keywords && keyword ? Style.MAGENTA : Style.PLAIN;
    }
}
