package dev.codeagent.executor.files;

import java.util.ArrayList;
import java.util.List;

/**
 * A path pattern of {@code .gitignore} over paths with {@code /}. The time to match is at most the length of the path
 * times the length of the pattern: all positions of the pattern that a prefix of the path can reach are kept, so that
 * nothing is tried twice.
 */
final class Glob {
    /** Longer patterns match nothing. */
    static final int MAX_LENGTH = 1_000;

    /** A step of the pattern; {@code first} and {@code second} are the steps that may follow. */
    private record Step(Kind kind, int character, String characters, int first, int second) {}

    private enum Kind {
        CHARACTER,
        NAME_CHARACTER,
        ANY_CHARACTER,
        CHARACTER_CLASS,
        OTHER_CLASS,
        BRANCH,
        END
    }

    private final List<Step> steps = new ArrayList<>();
    private final boolean braces;

    private Glob(boolean braces) {
        this.braces = braces;
    }

    /**
     * The pattern matches paths relative to its directory.
     *
     * @param glob without a leading {@code !} or a trailing {@code /}
     * @param braces whether <code>{a,b}</code> means either; git takes braces literally
     */
    static Glob compile(String glob, boolean braces) {
        var compiled = new Glob(braces);
        if (glob.length() <= MAX_LENGTH) {
            if (glob.indexOf('/') < 0) {
                compiled.addAnyDirectories(); // A pattern without a slash matches at any depth.
            }
            compiled.addAll(glob.startsWith("/") ? glob.substring(1) : glob);
            compiled.add(Kind.END, 0, "");
        }
        return compiled;
    }

    boolean matches(String path) {
        var current = new ReachedSteps(steps.size());
        var next = new ReachedSteps(steps.size());
        current.add(0);
        for (int i = 0; i < path.length(); i += Character.charCount(path.codePointAt(i))) {
            int c = path.codePointAt(i);
            next.clear();
            for (int k = 0; k < current.count; k++) {
                int at = current.reached[k];
                if (consumes(steps.get(at), c)) {
                    next.add(at + 1);
                }
            }
            ReachedSteps swapped = current;
            current = next;
            next = swapped;
        }
        return current.contains(Kind.END);
    }

    private static boolean consumes(Step step, int c) {
        return switch (step.kind()) {
            case CHARACTER -> step.character() == c;
            case NAME_CHARACTER -> c != '/';
            case ANY_CHARACTER -> true;
            case CHARACTER_CLASS -> c != '/' && isInClass(step.characters(), c);
            case OTHER_CLASS -> c != '/' && !isInClass(step.characters(), c);
            case BRANCH, END -> false;
        };
    }

    private static boolean isInClass(String characters, int c) {
        for (int i = 0; i < characters.length(); i++) {
            boolean range = i + 2 < characters.length() && characters.charAt(i + 1) == '-';
            if (range ? characters.charAt(i) <= c && c <= characters.charAt(i + 2) : characters.charAt(i) == c) {
                return true;
            }
            i += range ? 2 : 0;
        }
        return false;
    }

    private void add(Kind kind, int character, String characters) {
        steps.add(new Step(kind, character, characters, 0, 0));
    }

    /** Adds a step whose followers are set later. */
    private int addBranch() {
        steps.add(new Step(Kind.BRANCH, 0, "", 0, 0));
        return steps.size() - 1;
    }

    private void setBranch(int at, int first, int second) {
        steps.set(at, new Step(Kind.BRANCH, 0, "", first, second));
    }

    private void addRepeated(Kind kind) {
        int loop = addBranch();
        add(kind, 0, "");
        int back = addBranch();
        setBranch(back, loop, loop);
        setBranch(loop, loop + 1, steps.size());
    }

    /** Nothing, or directories with their slash. */
    private void addAnyDirectories() {
        int optional = addBranch();
        addRepeated(Kind.ANY_CHARACTER);
        add(Kind.CHARACTER, '/', "");
        setBranch(optional, optional + 1, steps.size());
    }

    private void addAll(String glob) {
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> i = addStar(glob, i);
                case '?' -> add(Kind.NAME_CHARACTER, 0, "");
                case '[' -> i = addClass(glob, i);
                case '\\' -> {
                    i = Math.min(i + 1, glob.length() - 1);
                    i = addCharacter(glob, i);
                }
                case '{' -> {
                    int close = braces ? closingBrace(glob, i) : -1;
                    if (close < 0) {
                        add(Kind.CHARACTER, c, "");
                    } else {
                        addAlternatives(glob.substring(i + 1, close));
                        i = close;
                    }
                }
                default -> i = addCharacter(glob, i);
            }
        }
    }

    private int addCharacter(String glob, int at) {
        int c = glob.codePointAt(at);
        add(Kind.CHARACTER, c, "");
        return at + Character.charCount(c) - 1;
    }

    /** Two stars between slashes match any number of directories. */
    private int addStar(String glob, int at) {
        int end = at;
        while (end + 1 < glob.length() && glob.charAt(end + 1) == '*') {
            end++;
        }
        boolean whole = end > at
                && (at == 0 || glob.charAt(at - 1) == '/')
                && (end + 1 == glob.length() || glob.charAt(end + 1) == '/');
        if (!whole) {
            addRepeated(Kind.NAME_CHARACTER);
            return end;
        }
        if (end + 1 == glob.length()) {
            addRepeated(Kind.ANY_CHARACTER);
            return end;
        }
        addAnyDirectories();
        return end + 1;
    }

    private int addClass(String glob, int at) {
        int from = at + 1;
        boolean negated = from < glob.length() && (glob.charAt(from) == '!' || glob.charAt(from) == '^');
        from += negated ? 1 : 0;
        int end = glob.indexOf(']', from + 1);
        if (end < 0) {
            add(Kind.CHARACTER, '[', "");
            return at;
        }
        add(negated ? Kind.OTHER_CLASS : Kind.CHARACTER_CLASS, 0, glob.substring(from, end));
        return end;
    }

    private void addAlternatives(String inside) {
        var ends = new ArrayList<Integer>();
        List<String> alternatives = alternatives(inside);
        for (String alternative : alternatives.subList(0, alternatives.size() - 1)) {
            int branch = addBranch();
            addAll(alternative);
            ends.add(addBranch());
            setBranch(branch, branch + 1, steps.size());
        }
        addAll(alternatives.getLast());
        ends.forEach(end -> setBranch(end, steps.size(), steps.size()));
    }

    private static List<String> alternatives(String inside) {
        var all = new ArrayList<String>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            i += c == '\\' ? 1 : 0;
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ',' && depth == 0) {
                all.add(inside.substring(begin, i));
                begin = i + 1;
            }
        }
        all.add(inside.substring(begin));
        return all;
    }

    private static int closingBrace(String glob, int open) {
        int depth = 0;
        for (int i = open; i < glob.length(); i++) {
            char c = glob.charAt(i);
            i += c == '\\' ? 1 : 0;
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The steps that can be reached, each once. */
    private final class ReachedSteps {
        private final int[] reached;
        private final boolean[] seen;
        private int count;

        ReachedSteps(int size) {
            this.reached = new int[size];
            this.seen = new boolean[size];
        }

        void clear() {
            java.util.Arrays.fill(seen, false);
            count = 0;
        }

        /** Adds a step, or the steps after a branch. */
        void add(int start) {
            if (start >= seen.length) {
                return;
            }
            var open = new java.util.ArrayDeque<Integer>(List.of(start));
            while (!open.isEmpty()) {
                int at = open.pop();
                if (at < seen.length && !seen[at]) {
                    seen[at] = true;
                    Step step = steps.get(at);
                    if (step.kind() == Kind.BRANCH) {
                        open.push(step.second());
                        open.push(step.first());
                    } else {
                        reached[count++] = at;
                    }
                }
            }
        }

        boolean contains(Kind kind) {
            for (int k = 0; k < count; k++) {
                if (steps.get(reached[k]).kind() == kind) {
                    return true;
                }
            }
            return false;
        }
    }
}
