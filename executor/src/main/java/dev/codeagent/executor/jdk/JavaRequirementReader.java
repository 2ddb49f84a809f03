package dev.codeagent.executor.jdk;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads from the files of a project which JDK it needs: those of version managers, Maven and Gradle. */
final class JavaRequirementReader {
    private static final int MAX_MODULES = 100;
    // Quantifiers have bounds, because these files may come from anyone.
    private static final Pattern TOOL_VERSIONS = Pattern.compile("(?m)^java[ \\t]{1,20}(\\S{1,100})");
    private static final Pattern SDKMAN = Pattern.compile("(?m)^java[ \\t]{0,20}=[ \\t]{0,20}(\\S{1,100})");
    private static final Pattern MISE = Pattern.compile(
            "(?m)^java[ \\t]{0,20}=[ \\t]{0,20}(?:\\{[^}\\n]{0,100}version[ =]{1,10})?\"([^\"\\n]{1,100})\"");
    private static final String POM_VALUE = "\\s{0,50}([^<\\s/]{1,100})\\s{0,50}</";
    private static final Pattern POM_VERSION = Pattern.compile(
            "<(?:maven\\.compiler\\.(?:release|source|target|testRelease|testSource)|java\\.version|release|source"
                    + "|target|testRelease)>" + POM_VALUE);
    private static final Pattern POM_TOOLCHAIN = Pattern.compile("<jdk>\\s{0,50}<version>" + POM_VALUE);
    private static final Pattern POM_ENFORCER = Pattern.compile(
            "<requireJavaVersion>\\s{0,50}(?:<message>[^<]{0,300}</message>\\s{0,50})?<version>" + POM_VALUE);
    private static final Pattern POM_MODULE = Pattern.compile("<module>\\s{0,50}([^<\\s]{1,300})\\s{0,50}</module>");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([\\w.-]{1,100})}");
    private static final Pattern GRADLE_VERSION = Pattern.compile(
            "(?:sourceCompatibility|targetCompatibility|options\\.release)\\s{0,20}(?:=|\\.set\\()?\\s{0,20}(?:JavaVersion\\.)?"
                    + "[\"']?(VERSION_[\\d_]{1,6}|[\\d.]{1,6})");
    private static final Pattern GRADLE_TOOLCHAIN =
            Pattern.compile("(?:JavaLanguageVersion\\.of|jvmToolchain)\\s{0,20}\\(\\s{0,20}[\"']?(\\d{1,3})");
    private static final Pattern GRADLE_WRAPPER = Pattern.compile("gradle-(\\d+)\\.(\\d+)");
    /** Each release of Gradle that first runs on a newer JDK: major, minor, JDK (docs.gradle.org, compatibility). */
    private static final int[][] GRADLE_MAXIMUM = {
        {5, 0, 11},
        {5, 4, 12},
        {6, 0, 13},
        {6, 3, 14},
        {6, 7, 15},
        {7, 0, 16},
        {7, 3, 17},
        {7, 5, 18},
        {7, 6, 19},
        {8, 3, 20},
        {8, 5, 21},
        {8, 8, 22},
        {8, 10, 23},
        {8, 14, 24},
        {9, 1, 25}
    };

    /** The text of a file of the project; empty if there is none. */
    private final Function<String, String> files;

    JavaRequirementReader(Function<String, String> files) {
        this.files = files;
    }

    /** What the project says in any of its files; empty if it says nothing. */
    Optional<JavaRequirement> read() {
        var found = new ArrayList<JavaRequirement>();
        add(found, ".java-version", files.apply(".java-version"));
        addMatches(found, ".tool-versions", TOOL_VERSIONS);
        addMatches(found, ".sdkmanrc", SDKMAN);
        addMatches(found, "mise.toml", MISE);
        addMatches(found, ".mise.toml", MISE);
        readPoms(found);
        readGradle(found);
        return found.stream().reduce(JavaRequirement::and);
    }

    /** The versions of which Maven and Gradle need exactly the one that they name. */
    List<Integer> toolchains() {
        return Stream.of("pom.xml", "build.gradle", "build.gradle.kts")
                .flatMap(file -> (file.equals("pom.xml") ? POM_TOOLCHAIN : GRADLE_TOOLCHAIN)
                        .matcher(file.equals("pom.xml") ? pom(file) : gradle(file))
                        .results()
                        .flatMap(m -> JavaVersion.parse(m.group(1)).stream()))
                .distinct()
                .toList();
    }

    private static void add(List<JavaRequirement> found, String source, String version) {
        JavaVersion.parse(version)
                .ifPresent(v -> found.add(new JavaRequirement(v, JavaRequirement.NO_MAXIMUM, source)));
    }

    private void addMatches(List<JavaRequirement> found, String file, Pattern pattern) {
        pattern.matcher(files.apply(file)).results().forEach(match -> add(found, file, match.group(1)));
    }

    private void readPoms(List<JavaRequirement> found) {
        var pending = new ArrayDeque<>(List.of("pom.xml"));
        var seen = new HashSet<String>();
        String root = pom("pom.xml");
        while (!pending.isEmpty() && seen.size() < MAX_MODULES) {
            String file = pending.remove();
            if (!seen.add(file)) {
                continue;
            }
            String pom = pom(file);
            for (Pattern pattern : List.of(POM_VERSION, POM_TOOLCHAIN, POM_ENFORCER)) {
                pattern.matcher(pom).results().forEach(m -> add(found, file, resolve(m.group(1), pom, root)));
            }
            String parent = file.substring(0, file.lastIndexOf('/') + 1);
            POM_MODULE
                    .matcher(pom)
                    .results()
                    .map(module -> Path.of(
                                    parent + module.group(1) + (module.group(1).endsWith(".xml") ? "" : "/pom.xml"))
                            .normalize())
                    .filter(path -> !path.isAbsolute() && !path.startsWith(".."))
                    .forEach(path -> pending.add(path.toString()));
        }
    }

    /** Without comments, and without profiles, of which only some are active. */
    private String pom(String file) {
        return without(without(files.apply(file), "<!--", "-->"), "<profiles>", "</profiles>");
    }

    /** Without the parts from one text to the other. */
    private static String without(String text, String start, String end) {
        var rest = new StringBuilder();
        int from = 0;
        while (true) {
            int begin = text.indexOf(start, from);
            int close = begin < 0 ? -1 : text.indexOf(end, begin + start.length());
            if (close < 0) {
                return rest.append(text, from, text.length()).toString();
            }
            rest.append(text, from, begin);
            from = close + end.length();
        }
    }

    private static String resolve(String value, String pom, String root) {
        Matcher property = PROPERTY.matcher(value);
        if (!property.matches()) {
            return value;
        }
        Pattern element =
                Pattern.compile("<" + Pattern.quote(property.group(1)) + ">\\s{0,50}([^<$\\s]{1,100})\\s{0,50}<");
        for (String text : List.of(pom, root)) {
            Matcher definition = element.matcher(text);
            if (definition.find()) {
                return definition.group(1);
            }
        }
        return "";
    }

    private void readGradle(List<JavaRequirement> found) {
        for (String file : List.of("build.gradle", "build.gradle.kts", "app/build.gradle", "app/build.gradle.kts")) {
            String build = gradle(file);
            for (Pattern pattern : List.of(GRADLE_VERSION, GRADLE_TOOLCHAIN)) {
                pattern.matcher(build).results().forEach(match -> add(found, file, match.group(1)));
            }
        }
        String wrapper = "gradle/wrapper/gradle-wrapper.properties";
        Matcher version = GRADLE_WRAPPER.matcher(files.apply(wrapper));
        if (version.find()) {
            int major = Integer.parseInt(version.group(1));
            found.add(new JavaRequirement(
                    major >= 9 ? 17 : 8, gradleMaximum(major, Integer.parseInt(version.group(2))), wrapper));
        }
    }

    private String gradle(String file) {
        return without(files.apply(file), "/*", "*/").replaceAll("(?m)^[ \\t]{0,200}//.*$", "");
    }

    private static int gradleMaximum(int major, int minor) {
        int maximum = 8;
        for (int[] release : GRADLE_MAXIMUM) {
            if (major > release[0] || major == release[0] && minor >= release[1]) {
                maximum = release[2];
            }
        }
        int[] last = GRADLE_MAXIMUM[GRADLE_MAXIMUM.length - 1];
        boolean newer = major > last[0] || major == last[0] && minor > last[1];
        return newer ? JavaRequirement.NO_MAXIMUM : maximum;
    }
}
