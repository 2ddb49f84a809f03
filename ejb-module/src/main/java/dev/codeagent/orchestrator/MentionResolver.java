package dev.codeagent.orchestrator;

import dev.codeagent.api.command.FileMention;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.file.FileEntry;
import dev.codeagent.api.text.SpellingSuggestion;
import dev.codeagent.projects.ProjectFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the files and folders that a prompt mentions. Text such as {@code @Override} or {@code @types/node} is no mention: only
 * what exists, or looks like a path of this project, is one.
 */
final class MentionResolver {
    private static final int MAX_MENTIONS = 20;
    private static final int MAX_NEAREST = 3;
    private static final int MAX_SHOWN = 200;
    private static final int MAX_COMPARED = 50_000;
    /** Names of files that usually contain keys. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(?:.*/)?(?:\\.env(?:\\.(?!(?:example|sample|template|dist)$)[^/]*)?|[._]netrc|\\.git-credentials|\\.npmrc"
                    + "|\\.pypirc|\\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]+\\.(?:pem|key|p12|pfx|jks|keystore|kdbx))");

    private static final Set<String> FILE_ENDINGS = Set.of(
            "txt",
            "md",
            "adoc",
            "rst",
            "java",
            "kt",
            "py",
            "js",
            "jsx",
            "ts",
            "tsx",
            "mjs",
            "go",
            "rs",
            "c",
            "h",
            "cc",
            "cpp",
            "hpp",
            "cs",
            "rb",
            "php",
            "sh",
            "html",
            "css",
            "scss",
            "sql",
            "json",
            "yaml",
            "yml",
            "xml",
            "toml",
            "ini",
            "cfg",
            "properties",
            "gradle",
            "csv",
            "log",
            "png",
            "jpg",
            "svg",
            "pdf");

    private final ProjectFiles.Source files;
    private final String folder;
    private Optional<List<String>> paths = Optional.empty();

    /** @param folder where in the project the user is; a path may be relative to it */
    MentionResolver(ProjectFiles.Source files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    /** What is mentioned: its path from the root of the project. */
    record Target(String path, FileEntry.Type type) {}

    /**
     * The files and folders, in order, by what the prompt mentions.
     *
     * @throws AgentException INVALID_VALUE for a path that does not exist, leads out of the project, or names a file of keys
     */
    Map<String, Target> resolve(String prompt) {
        var targets = new LinkedHashMap<String, Target>();
        for (FileMention mention : FileMention.findAll(prompt)) {
            if (!targets.containsKey(mention.path())) {
                find(mention, isQuoted(prompt, mention)).ifPresent(target -> targets.put(mention.path(), target));
            }
        }
        if (targets.size() > MAX_MENTIONS) {
            throw invalid("the prompt mentions " + targets.size() + " files and folders; at most " + MAX_MENTIONS
                    + " are given to the agents, so mention the folder that contains them");
        }
        return targets;
    }

    private static boolean isQuoted(String prompt, FileMention mention) {
        return prompt.charAt(mention.start() + 1) == '"';
    }

    private Optional<Target> find(FileMention mention, boolean quoted) {
        Optional<Target> target = target(mention.path());
        if (target.isEmpty() && !folder.isEmpty()) {
            target = target(folder + "/" + mention.path());
        }
        if (target.isEmpty()) {
            if (quoted || mention.folder() || isPath(mention.path())) {
                throw missing(mention.path());
            }
            return target;
        }
        return Optional.of(checked(mention, target.get()));
    }

    private Optional<Target> target(String path) {
        String relative = path.startsWith("./") ? path.substring(2) : path;
        try {
            return files.typeOf(relative).map(type -> new Target(relative, type));
        } catch (AgentException e) {
            if (!path.contains("/")) {
                return Optional.empty(); // No name of a file, so it is another word.
            }
            throw invalid(
                    "'@" + shown(path) + "' cannot be given to the agents: it leads out of the project or is no path"
                            + " relative to its root");
        }
    }

    private static Target checked(FileMention mention, Target target) {
        String name = "'@" + shown(mention.path()) + "' ";
        switch (target.type()) {
            case LINK -> throw invalid(name + "is a link, and links are not followed; mention the file itself");
            case REPOSITORY -> throw invalid(name + "is a repository that is no part of this project");
            case FILE -> {
                if (mention.folder()) {
                    throw invalid(name + "is a file; leave out the slash at its end");
                }
                if (SECRET.matcher(target.path()).matches()) {
                    throw invalid(name + "usually contains keys, which no model gets; describe what it contains");
                }
            }
            case DIRECTORY -> {} // Its list contains names only.
        }
        return target;
    }

    /** Whether a word that names nothing was meant as a path of this project. */
    private boolean isPath(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (SECRET.matcher(path).matches() || path.contains(".") && FILE_ENDINGS.contains(ending)) {
            return true;
        }
        int slash = path.indexOf('/');
        return slash > 0
                && (files.typeOf(path.substring(0, slash)).isPresent()
                        || !nearest(path).isEmpty());
    }

    private AgentException missing(String path) {
        List<String> nearest = nearest(path);
        return invalid(
                "'@" + shown(path) + "' is no file or folder of the project that git shows (ignored files are not)"
                        + (nearest.isEmpty() ? "" : "; the nearest are " + String.join(", ", nearest)));
    }

    /** Paths that are similar as a whole, then files with the same or a similar name elsewhere. */
    private List<String> nearest(String path) {
        List<String> candidates = paths();
        String name = path.substring(path.lastIndexOf('/') + 1);
        Map<String, List<String>> byName =
                candidates.stream().collect(Collectors.groupingBy(p -> p.substring(p.lastIndexOf('/') + 1)));
        var nearest = new ArrayList<>(SpellingSuggestion.findSimilar(path, candidates));
        SpellingSuggestion.findSimilar(name, byName.keySet()).stream()
                .sorted(Comparator.comparing((String other) -> !other.equals(name)))
                .map(byName::get)
                .flatMap(List::stream)
                .forEach(nearest::add);
        return nearest.stream().distinct().limit(MAX_NEAREST).toList();
    }

    private List<String> paths() {
        if (paths.isEmpty()) {
            List<String> all = files.paths();
            paths = Optional.of(all.subList(0, Math.min(all.size(), MAX_COMPARED)));
        }
        return paths.get();
    }

    /** The prompt with paths from the root of the project in place of the mentions. */
    static String replace(String prompt, Map<String, Target> targets, Function<Target, String> text) {
        var replaced = new StringBuilder();
        int position = 0;
        for (FileMention mention : FileMention.findAll(prompt)) {
            Target target = targets.get(mention.path());
            if (target != null) {
                replaced.append(prompt, position, mention.start()).append(text.apply(target));
                position = mention.end();
            }
        }
        return replaced.append(prompt, position, prompt.length()).toString();
    }

    private static String shown(String path) {
        String line = path.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
    }

    private static AgentException invalid(String problem) {
        return AgentException.invalidValue("field 'prompt': " + problem);
    }
}
