package dev.codeagent.sandbox.images;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a project asks for.
 *
 * @param source the file that says so
 * @param image an image by its name
 * @param buildSpec how to build it, where no image is named
 * @param environment variables of all commands
 * @param commands to be run in the sandbox before agents work
 * @param ignoredKeys what is not done, with the reason
 */
record ImageRequest(
        String source,
        Optional<String> image,
        Optional<ImageBuildSpec> buildSpec,
        Map<String, String> environment,
        List<String> commands,
        List<String> ignoredKeys) {

    ImageRequest {
        environment = Map.copyOf(environment);
        commands = List.copyOf(commands);
        ignoredKeys = List.copyOf(ignoredKeys);
    }

    static ImageRequest fromDockerfile(String path, String context) {
        return new ImageRequest(
                path,
                Optional.empty(),
                Optional.of(new ImageBuildSpec(path, context, "", Map.of())),
                Map.of(),
                List.of(),
                List.of());
    }

    ImageRequest withBuildSpec(ImageBuildSpec other) {
        return new ImageRequest(source, image, Optional.of(other), environment, commands, ignoredKeys);
    }
}
