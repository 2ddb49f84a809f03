package dev.codeagent.cli.settings;

import dev.codeagent.cli.settings.CommandSpec.OptionSpec;
import java.util.List;

/** The commands about what agents use: rules of the policy, model providers and models. */
final class ModelCommandSpecs {
    static final List<CommandSpec> ALL = List.of(
            CommandSpec.of("policy test", "FILE", "evaluate the cases in a rule file and print those that fail"),
            CommandSpec.of(
                    "policy try",
                    "FILE",
                    "print the calls of past runs that a rule file decides differently",
                    new OptionSpec("runs", "N", "number of runs, the newest first (default: 20)")),
            CommandSpec.of(
                    "providers add",
                    "NAME",
                    "add or change a model provider; in a terminal without options it asks",
                    new OptionSpec("url", "URL", "base URL with version, if the provider is not a known one"),
                    new OptionSpec("key", "KEY", "API key; visible to other users of this machine"),
                    new OptionSpec("key-env", "VAR", "environment variable that contains the API key"),
                    new OptionSpec("key-file", "FILE", "file that contains the API key"),
                    new OptionSpec("model", "M", "default model"),
                    new OptionSpec("wire", "W", "protocol of its API (default: the known provider's, or openai)"),
                    new OptionSpec("no-test", "", "store it without a test of key and model")),
            CommandSpec.of("providers list", "", "list the model providers"),
            CommandSpec.of("providers show", "NAME", "show the configuration of a provider"),
            CommandSpec.of("providers test", "NAME", "request an answer of a few tokens, and list the models"),
            CommandSpec.of("providers remove", "NAME", "remove a provider and its key"),
            CommandSpec.of("providers rotate", "", "encrypt the stored keys with a new encryption key"),
            CommandSpec.of("models list", "[PROVIDER]", "list the models of a provider, or of all"),
            CommandSpec.of("models search", "WORDS", "search the model catalogue"),
            CommandSpec.of("models pull", "PROVIDER/MODEL", "download a model to a local model server; Ctrl-C cancels"),
            CommandSpec.of("models remove", "PROVIDER/MODEL", "delete a model from a local model server"),
            CommandSpec.of("models refresh", "", "read the model catalogue again (docs/models.md)"));

    private ModelCommandSpecs() {}
}
