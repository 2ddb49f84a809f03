package dev.codeagent.sandbox.images;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a project asks for.
 *
 * @param source the file that says so
 * @param image an image by its name
 * @param recipe how to build it, where no image is named
 * @param environment variables of all commands
 * @param commands to be run in the sandbox before agents work
 * @param ignored what is not done, with the reason
 */
record Wish(
        String source,
        Optional<String> image,
        Optional<Recipe> recipe,
        Map<String, String> environment,
        List<String> commands,
        List<String> ignored) {

    Wish {
        environment = Map.copyOf(environment);
        commands = List.copyOf(commands);
        ignored = List.copyOf(ignored);
    }

    static Wish ofDockerfile(String path, String context) {
        return new Wish(
                path,
                Optional.empty(),
                Optional.of(new Recipe(path, context, "", Map.of())),
                Map.of(),
                List.of(),
                List.of());
    }

    Wish with(Recipe other) {
        return new Wish(source, image, Optional.of(other), environment, commands, ignored);
    }
}
