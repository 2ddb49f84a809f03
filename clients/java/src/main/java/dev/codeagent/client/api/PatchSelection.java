package dev.codeagent.client.api;

import java.util.List;

/** A part of a patch: hunks of a file by their numbers from 1, or the whole file. */
public record PatchSelection(String path, List<Integer> hunks) {}
