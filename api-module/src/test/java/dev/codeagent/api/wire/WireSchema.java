package dev.codeagent.api.wire;

import static dev.codeagent.api.wire.RecordSchemas.array;
import static dev.codeagent.api.wire.RecordSchemas.constant;
import static dev.codeagent.api.wire.RecordSchemas.fields;
import static dev.codeagent.api.wire.RecordSchemas.list;
import static dev.codeagent.api.wire.RecordSchemas.object;
import static dev.codeagent.api.wire.RecordSchemas.oneOf;
import static dev.codeagent.api.wire.RecordSchemas.reference;
import static dev.codeagent.api.wire.RecordSchemas.schema;
import static dev.codeagent.api.wire.RecordSchemas.values;
import static dev.codeagent.api.wire.RecordSchemas.with;

import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.error.PatchConflict;
import dev.codeagent.api.provider.ProviderChanged;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.wire.EnvelopeCodec.Type;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Generates the JSON Schema of all messages from the records that are written and read. */
final class WireSchema {
    private static final List<String> SCOPES = List.of("once", "session", "rule");

    private final RecordSchemas records = new RecordSchemas();
    /** The messages by name: {@code command.code}, {@code status.accepted}, {@code event.run.created}, … */
    private final Map<String, JsonObject> client = new LinkedHashMap<>();

    private final Map<String, JsonObject> server = new LinkedHashMap<>();

    WireSchema() {
        clientMessages();
        serverMessages();
        events();
    }

    Map<String, JsonObject> clientMessages() {
        if (!client.isEmpty()) {
            return client;
        }
        JsonObject text = schema("string").build();
        JsonObject flag = schema("boolean").build();
        JsonObject run = schema("string")
                .add("minLength", 1)
                .add("description", "the id of a run, the unique beginning of its id, or last")
                .build();
        command("/cancel", fields("run", run), "run");
        command("/diff", fields("run", run, "hunks", flag), "run");
        command("/apply", fields("run", run, "parts", list(records.of(PatchSelection.class))), "run");
        records.definitions()
                .computeIfPresent(
                        "PatchSelection",
                        (name, whole) -> object(records.properties(PatchSelection.class), List.of("path")));
        command("/undo", fields("run", run, "step", text, "call", text, "everythingSince", flag), "run");
        command("/discard", fields("run", run), "run");
        command("/unsubscribe", fields("run", run), "run");
        JsonObjectBuilder decision = fields("approval", text, "scope", values(SCOPES), "digest", text);
        JsonObject decisionFields = decision.build();
        command("/approve", Json.createObjectBuilder(decisionFields), "approval");
        command("/deny", Json.createObjectBuilder(decisionFields), "approval");
        command("/approvals", fields());
        JsonObject number = schema("integer").add("minimum", 0).build();
        JsonObject cursor = object(fields("run", run, "seq", number, "block", text, "offset", number), List.of("run"));
        command("/resume", fields("runs", list(cursor)), "runs");
        command(
                "/settings",
                fields(
                        "name",
                        text,
                        "action",
                        values(List.of("get", "put", "remove")),
                        "value",
                        schema("object").build(),
                        "projectId",
                        text),
                "name");
        command("/parse", fields("line", text), "line");
        command("/help", fields());
        command("/ping", fields());
        JsonObject context =
                object(fields("projectId", text, "path", text, "subdirectory", text, "sessionId", text), List.of());
        JsonObject comment =
                object(fields("path", text, "line", number, "endLine", number, "text", text), List.of("path", "text"));
        JsonObjectBuilder start = fields(
                "args", list(text),
                "prompt", text,
                "context", context,
                "provider", text,
                "headless", flag,
                "withoutTests", flag,
                "followUp", object(fields("run", run, "comments", list(comment)), List.of("run")),
                "attachments", list(text));
        JsonObjectBuilder name = schema("string").add("pattern", "^/").add("maxLength", 80);
        JsonArrayBuilder others = Json.createArrayBuilder();
        CommandSyntax.ALL.stream()
                .filter(c -> !c.isRequest())
                .map(CommandSyntax::name)
                .forEach(others::add);
        name.add("not", Json.createObjectBuilder().add("enum", others));
        client.put(
                "command.start",
                EnvelopeSchemas.clientMessage(Json.createObjectBuilder(
                                object(start.add("command", name), List.of("command")))
                        .add("not", Json.createObjectBuilder().add("required", array(List.of("line"))))
                        .build()));
        client.put(
                "command.line",
                EnvelopeSchemas.clientMessage(Json.createObjectBuilder(object(
                                fields(
                                        "line",
                                        schema("string").add("minLength", 1).build(),
                                        "context",
                                        context),
                                List.of("line")))
                        .add("not", Json.createObjectBuilder().add("required", array(List.of("command"))))
                        .build()));
        return client;
    }

    Map<String, JsonObject> serverMessages() {
        if (!server.isEmpty()) {
            return server;
        }
        for (String status : List.of("accepted", "cancelling", "answered", "discarded", "unsubscribed")) {
            status(status, runFields(), runNames());
        }
        status(
                "applied",
                runFields().addAll(records.properties(RunEvent.PatchResolved.class)),
                runNames(),
                RunEvent.PatchResolved.class);
        status(
                "undone",
                runFields().addAll(records.properties(RunEvent.ChangesUndone.class)),
                runNames(),
                RunEvent.ChangesUndone.class);
        status(
                "diff",
                runFields().add("encoding", values(List.of("utf-8", "base64"))).add("patch", schema("string")),
                with(runNames(), "encoding", "patch"));
        status("hunks", runFields().add("files", list(records.of(PatchFile.class))), with(runNames(), "files"));
        status("approvals", fields("approvals", list(records.of(Approval.class))), List.of("approvals"));
        status(
                "settings",
                fields(
                        "name",
                        schema("string").build(),
                        "value",
                        schema("object").build()),
                List.of("name", "value"));
        status("parsed", records.properties(ParsedLine.class), RecordSchemas.required(ParsedLine.class));
        status("help", fields("commands", list(records.of(CommandSyntax.class))), List.of("commands"));
        JsonObject lastSeq = schema("integer").add("minimum", 0).build();
        status(
                "resumed",
                fields("runs", list(object(runFields().add("lastSeq", lastSeq), with(runNames(), "lastSeq")))),
                List.of("runs"));
        status("pong", fields(), List.of());
        status(
                "provider.changed",
                records.properties(ProviderChanged.class),
                RecordSchemas.required(ProviderChanged.class));
        JsonObject error = object(
                fields(
                        "code",
                                values(Arrays.stream(ErrorCode.values())
                                        .map(Enum::name)
                                        .toList()),
                        "kind",
                                values(Arrays.stream(ErrorCode.Kind.values())
                                        .map(k -> k.name().toLowerCase(Locale.ROOT))
                                        .toList()),
                        "message", schema("string").build(),
                        "field", schema("string").build(),
                        "conflicts", list(records.of(PatchConflict.class))),
                List.of("code", "kind", "message"));
        server.put("error", EnvelopeSchemas.serverMessage(Type.ERROR, error, false));
        return server;
    }

    private void events() {
        for (Class<?> type : RunEvent.class.getPermittedSubclasses()) {
            String name = EventCodec.typeOf(type.asSubclass(RunEvent.class));
            JsonObjectBuilder properties = Json.createObjectBuilder()
                    .add("type", constant(name))
                    .add("run", schema("string"))
                    .addAll(records.properties(type));
            List<String> required = new ArrayList<>(List.of("type", "run"));
            required.addAll(RecordSchemas.required(type));
            server.put(
                    "event." + name,
                    EnvelopeSchemas.serverMessage(envelopeType(type), object(properties, required), true));
        }
        JsonObject text = schema("string").build();
        JsonObject delta = object(
                fields(
                        "type", constant("delta"),
                        "run", text,
                        "step", text,
                        "block", text,
                        "kind", text,
                        "offset", schema("integer").add("minimum", 0).build(),
                        "text", text),
                List.of("type", "run", "step", "block", "kind", "offset", "text"));
        server.put("delta", EnvelopeSchemas.serverMessage(Type.STREAM, delta, false));
        JsonObject presence = object(
                fields(
                        "type",
                        constant(ServerMessage.PRESENCE),
                        "run",
                        text,
                        "followers",
                        list(records.of(Follower.class))),
                List.of("type", "run", "followers"));
        server.put(ServerMessage.PRESENCE, EnvelopeSchemas.serverMessage(Type.STATUS, presence, false));
    }

    private static Type envelopeType(Class<?> type) {
        return EventSamples.all().stream()
                .filter(type::isInstance)
                .map(ServerMessage::typeOf)
                .findFirst()
                .orElseThrow();
    }

    JsonObject document() {
        JsonObjectBuilder definitions = Json.createObjectBuilder();
        client.forEach(definitions::add);
        server.forEach(definitions::add);
        definitions.add("clientMessage", oneOf(client)).add("serverMessage", oneOf(server));
        records.definitions().forEach(definitions::add);
        return Json.createObjectBuilder()
                .add("$schema", "http://json-schema.org/draft-07/schema#")
                .add("$id", "urn:codeagent:wire:" + EnvelopeCodec.VERSION)
                .add("title", "Messages of the gateway " + EnvelopeCodec.SUBPROTOCOL)
                .add(
                        "description",
                        "Generated. docs/gateway.md explains the messages. Both sides ignore fields that they do not know.")
                .add(
                        "oneOf",
                        Json.createArrayBuilder()
                                .add(reference("clientMessage"))
                                .add(reference("serverMessage")))
                .add("definitions", definitions)
                .build();
    }

    private void command(String name, JsonObjectBuilder fields, String... required) {
        client.put(
                "command." + name.substring(1),
                EnvelopeSchemas.clientMessage(
                        object(fields.add("command", constant(name)), with(List.of("command"), required))));
    }

    private void status(String name, JsonObjectBuilder fields, List<String> required, Class<?>... types) {
        var names = new ArrayList<>(List.of("status"));
        names.addAll(required);
        Stream.of(types).map(RecordSchemas::required).forEach(names::addAll);
        JsonObjectBuilder properties =
                Json.createObjectBuilder().add("status", constant(name)).addAll(fields);
        server.put("status." + name, EnvelopeSchemas.serverMessage(Type.STATUS, object(properties, names), false));
    }

    private static JsonObjectBuilder runFields() {
        JsonObject text = schema("string").build();
        return fields(
                "run", text,
                "projectId", text,
                "sessionId", text,
                "state",
                        values(Arrays.stream(RunState.values())
                                .map(EnumCodec::write)
                                .toList()));
    }

    private static List<String> runNames() {
        return List.of("run", "projectId", "sessionId", "state");
    }
}
