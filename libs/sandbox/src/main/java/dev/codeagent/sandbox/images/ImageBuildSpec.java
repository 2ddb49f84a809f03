package dev.codeagent.sandbox.images;

import java.util.Map;

/**
 * An image that is built from the project's files.
 *
 * @param dockerfile its path in the repository
 * @param context the folder that it may copy from; empty for the repository
 * @param target a stage; empty for the last
 */
record ImageBuildSpec(String dockerfile, String context, String target, Map<String, String> args) {
    ImageBuildSpec {
        args = Map.copyOf(args);
    }
}
