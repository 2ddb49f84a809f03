package dev.codeagent.sandbox.images;

import java.util.Map;

/**
 * How to build an image from the files of the project.
 *
 * @param dockerfile its path in the repository
 * @param context the directory that it may copy from; empty for the whole repository
 * @param target a stage; empty for the last one
 */
record ImageBuildSpec(String dockerfile, String context, String target, Map<String, String> args) {
    ImageBuildSpec {
        args = Map.copyOf(args);
    }
}
