package dev.codeagent.sandbox.packages;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.sandbox.Sandbox;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * The tool {@code fetch_packages}: packages that an agent adds to the project's build are fetched by their coordinates,
 * in a sandbox that sees nothing that an agent wrote. The policy asks before.
 */
public final class PackageTools implements ServerTools {
    public static final String FETCH_PACKAGES = "fetch_packages";

    private static final int MAX_PACKAGES = 50;
    private static final int MAX_SHOWN_CHARS = 4_000;

    private final PackageSandbox sandbox;

    /** Opens sandboxes for the fetch. */
    public interface PackageSandbox {
        /** Runs the work in a new sandbox, in place of the agents' one; what it fetched remains if it returns OK. */
        ToolResult withPackageSandbox(String callId, java.util.function.Function<Sandbox, ToolResult> work);
    }

    public PackageTools(PackageSandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public boolean supports(String tool) {
        return tool.equals(FETCH_PACKAGES);
    }

    @Override
    public ToolResult call(ToolCall call) {
        Optional<PackageRegistry> registry =
                PackageRegistry.find(call.arguments().getString("registry", ""));
        if (registry.isEmpty()) {
            return error("registry: use maven, npm, pypi, cargo or go");
        }
        List<String> packages = call.arguments().getJsonArray("packages").stream()
                .map(value -> value instanceof JsonString text ? text.getString() : value.toString())
                .toList();
        if (packages.isEmpty() || packages.size() > MAX_PACKAGES) {
            return error("packages: name 1 to " + MAX_PACKAGES + " packages");
        }
        List<Optional<Matcher>> parsed =
                packages.stream().map(registry.get()::parse).toList();
        for (int i = 0; i < parsed.size(); i++) {
            if (parsed.get(i).isEmpty()) {
                return error("packages: '" + packages.get(i) + "' is not a released package of "
                        + registry.get().wireName() + "; write "
                        + registry.get().form());
            }
        }
        List<Matcher> coordinates = parsed.stream().map(Optional::orElseThrow).toList();
        try {
            return sandbox.withPackageSandbox(
                    call.id(), opened -> fetch(call.id(), registry.get(), coordinates, opened));
        } catch (AgentException e) {
            if (e.code() != ErrorCode.SANDBOX_FAILED) {
                throw e;
            }
            return error(e.getMessage());
        }
    }

    private static ToolResult fetch(
            String callId, PackageRegistry registry, List<Matcher> coordinates, Sandbox opened) {
        for (Map.Entry<String, String> file : registry.files(coordinates).entrySet()) {
            ToolResult written = opened.call(new ToolCall(
                    callId + "-" + file.getKey().replace('/', '-'),
                    "write_file",
                    Json.createObjectBuilder()
                            .add("path", file.getKey())
                            .add("content", file.getValue())
                            .build()));
            if (written.outcome() != ToolResult.Outcome.OK) {
                return written;
            }
        }
        ToolResult fetched = opened.call(new ToolCall(
                callId + "-fetch",
                "run_command",
                Json.createObjectBuilder().add("command", registry.command()).build()));
        if (fetched.outcome() != ToolResult.Outcome.OK) {
            String text = fetched.text();
            return error("the packages could not be fetched from " + registry.host() + ", so this run lacks them:\n"
                    + text.substring(Math.max(0, text.length() - MAX_SHOWN_CHARS)));
        }
        return new ToolResult(
                ToolResult.Outcome.OK,
                "fetched "
                        + String.join(
                                ", ", coordinates.stream().map(Matcher::group).toList()) + " with their dependencies; "
                        + registry.usage(),
                JsonObject.EMPTY_JSON_OBJECT);
    }

    private static ToolResult error(String text) {
        return new ToolResult(ToolResult.Outcome.ERROR, text, JsonObject.EMPTY_JSON_OBJECT);
    }
}
