package dev.codeagent.client.api;

import jakarta.json.JsonObject;
import java.util.Optional;

/** The body that tries a rule file on the calls of past runs. */
public record PolicyTrial(JsonObject file, Optional<Integer> runs) {}
