package dev.codeagent.client.api;

/** The download of a model. */
public record ModelPull(
        String id,
        String provider,
        String model,
        String state,
        String status,
        long completedBytes,
        long totalBytes,
        long bytesPerSecond,
        long secondsLeft,
        String code,
        String message) {}
