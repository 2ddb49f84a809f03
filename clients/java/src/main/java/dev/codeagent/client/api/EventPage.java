package dev.codeagent.client.api;

import jakarta.json.JsonObject;
import java.util.List;

/** A page of a run's events, and the number of the run's last event. */
public record EventPage(List<JsonObject> events, long lastSeq) {}
