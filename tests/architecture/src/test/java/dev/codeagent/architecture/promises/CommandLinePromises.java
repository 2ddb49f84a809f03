package dev.codeagent.architecture.promises;

import dev.codeagent.bench.BenchMain;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.settings.ArgumentParser;
import dev.codeagent.cli.settings.CommandSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Verbs, options and exit codes of the client, the launcher, the programs of the image and the benchmarks. */
record CommandLinePromises(Product product) {
    private static final String VERBS = "command line: verbs, options, parameters";
    private static final String EXITS = "command line: exit codes";
    private static final String OPTIONS = "command line: options of the other programs";
    private static final String USAGES = "command line: usage of the other programs";
    private static final String SCRIPTS = "command line: verbs, properties and exit codes of scripts";
    private static final String BENCHMARKS = "command line: benchmarks";
    private static final Pattern SCRIPT = Pattern.compile(
            "\\$\\{1[^}]*\\}\"? (?:=|!=) ([a-z-]+)|%~1\"==\"([a-z-]+)\"|(exit(?: /b)? [0-9]+)|(-Dcodeagent\\.[a-z]+)|case \\$\\{1[^}]*\\} in ([^)]*)\\)");

    void addTo(Promises promises) {
        List<String> shared = help().toList();
        for (CommandSpec command : CommandSpec.ALL) {
            promises.add(VERBS, command.name() + " " + command.parameter());
            help(command.name().split(" "))
                    .filter(option -> !shared.contains(option))
                    .forEach(option -> promises.add(VERBS, command.name() + " " + option));
            command.options().stream()
                    .filter(CommandSpec.OptionSpec::repeatable)
                    .forEach(flag -> promises.add(VERBS, command.name() + " --" + flag.name() + " may be given often"));
        }
        shared.forEach(option -> promises.add(VERBS, "each verb " + option));
        for (ExitCode code : ExitCode.values()) {
            promises.add(EXITS, code.code() + " " + code.description());
        }
        programs(promises);
        for (Path script : Scripts.of(product)) {
            String name = Scripts.name(product, script);
            promises.add(SCRIPTS, name);
            SCRIPT.matcher(Scripts.text(script))
                    .results()
                    .forEach(match -> Stream.of(1, 2, 3, 4, 5)
                            .map(match::group)
                            .filter(text -> text != null)
                            .forEach(text -> promises.add(SCRIPTS, name + " " + text)));
        }
        benchmarks().forEach(name -> promises.add(BENCHMARKS, name));
    }

    /** The options in the help of a command. */
    private static Stream<String> help(String... words) {
        String text = ArgumentParser.parse(
                        "", Stream.concat(Stream.of(words), Stream.of("--help")).toArray(String[]::new))
                .help()
                .orElseThrow()
                .apply(80);
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("-"))
                .map(line -> line.replaceFirst("  .*", ""));
    }

    /** Options are constants of classes that have a main method or a usage text. */
    private void programs(Promises promises) {
        product.classes().stream().filter(CommandLinePromises::program).forEach(c -> {
            List<String> texts =
                    c.methods().stream().flatMap(Code::texts).distinct().toList();
            texts.stream().filter(text -> text.startsWith("usage: ")).forEach(text -> promises.add(USAGES, text));
            texts.stream().filter(text -> text.matches("--[a-z][a-z-]+")).forEach(text -> promises.add(OPTIONS, text));
        });
    }

    private static boolean program(ClassFile type) {
        return type.methods().stream()
                .anyMatch(code -> code.name().equals("main") && code.type().startsWith("([Ljava/lang/String;)")
                        || code.texts().anyMatch(text -> text.startsWith("usage: ")));
    }

    /** The benchmarks that their program lists. */
    private static Stream<String> benchmarks() {
        PrintStream before = System.out;
        var listed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(listed, true, StandardCharsets.UTF_8));
        try {
            BenchMain.main(new String[0]);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            System.setOut(before);
        }
        return listed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.matches("[a-z-]+ {2,}.*|[a-z-]{12} .*"))
                .map(line -> line.split(" ")[0]);
    }
}
