package dev.codeagent.sandbox.images;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The image and setup that a project requests.
 *
 * @param source the file with the request
 * @param image the name of an image
 * @param buildSpec how to build the image, if none is named
 * @param environment variables of all commands
 * @param commands to run in the sandbox before agents work
 * @param ignoredKeys keys that are ignored, with the reason
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
