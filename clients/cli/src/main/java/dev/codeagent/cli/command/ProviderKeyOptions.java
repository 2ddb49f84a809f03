package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.settings.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A secret of the command line: the key of a provider from {@code --key}, {@code --key-env} or {@code --key-file}, and others. */
final class ProviderKeyOptions {
    private ProviderKeyOptions() {}

    static Optional<String> read(Invocation invocation) {
        return read(invocation, "key");
    }

    /** Reads a secret from {@code --NAME}, {@code --NAME-env} or {@code --NAME-file}. */
    static Optional<String> read(Invocation invocation, String name) {
        String environmentOption = name + "-env";
        String fileOption = name + "-file";
        List<String> given = List.of(name, environmentOption, fileOption).stream()
                .filter(flag -> invocation.option(flag).isPresent())
                .toList();
        if (given.size() > 1) {
            throw CliException.usageError("give the " + name + " once, not with --" + String.join(" and --", given));
        }
        return invocation
                .option(name)
                .or(() -> invocation.option(environmentOption).map(v -> fromEnvironment(environmentOption, v)))
                .or(() -> invocation.fileOption(fileOption).map(file -> fromFile(name, file)));
    }

    private static String fromEnvironment(String option, String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(key -> !key.isBlank())
                .map(String::strip)
                .orElseThrow(() -> CliException.usageError(
                        "--" + option + ": the variable " + variable + " is not set or is empty"));
    }

    private static String fromFile(String name, Path file) {
        try {
            String key = Files.readString(file).strip();
            if (key.isEmpty()) {
                throw CliException.usageError("the " + name + " file " + file + " is empty");
            }
            return key;
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        }
    }
}
