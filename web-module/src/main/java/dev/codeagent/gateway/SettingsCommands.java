package dev.codeagent.gateway;

import dev.codeagent.api.accounting.AccountingService;
import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderService;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.api.run.AgentService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.text.SpellingSuggestion;
import dev.codeagent.api.wire.ClientMessage;
import dev.codeagent.api.wire.ClientMessage.Settings.Action;
import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.RecordJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The command {@code /settings}: model providers, budgets and agents, with the names and values of REST. */
@ApplicationScoped
public class SettingsCommands {
    private static final String PROVIDERS = "providers";
    private static final String BUDGETS = "budgets";
    private static final String AGENTS = "agents";
    private static final List<String> GROUPS = List.of(PROVIDERS, BUDGETS, AGENTS);

    @Inject
    ProviderService providers;

    @Inject
    AccountingService accounting;

    @Inject
    AgentService agents;

    /** The value of a provider; a field that is missing keeps its value, or gets that of the preset. */
    public record ProviderValue(
            String baseUrl,
            Optional<String> apiKey,
            String wire,
            String defaultModel,
            List<ProviderConfiguration.Price> prices,
            Optional<String> firstByte,
            Optional<String> betweenBytes) {
        static ProviderValue of(JsonObject json) {
            return RecordJson.read(json, ProviderValue.class);
        }

        /** Without the key, and without the URL, which is not checked yet and may contain a password. */
        @Override
        public String toString() {
            return "ProviderValue[" + defaultModel + "]";
        }
    }

    /** The value of a budget. */
    public record BudgetValue(BigDecimal limitUsd) {
        static BudgetValue of(JsonObject json) {
            return RecordJson.read(json, BudgetValue.class);
        }
    }

    /** The value of an agent; {@code maxTurns} 0 keeps the current one. */
    public record AgentValue(
            List<ModelRef> models,
            int maxTurns,
            String instructions,
            String temperature,
            String effort,
            int maxOutputTokens,
            List<ProviderId> allowedProviders) {
        static AgentValue of(JsonObject json) {
            return RecordJson.read(json, AgentValue.class);
        }
    }

    /** The name of a setting: its group, and its name in the group, which is empty for all of them. */
    private record Name(String group, String rest) {
        static Name of(String text) {
            int slash = text.indexOf('/');
            String group = slash < 0 ? text : text.substring(0, slash);
            if (!GROUPS.contains(group)) {
                throw new AgentException(
                        ErrorCode.NOT_FOUND,
                        "field 'name': there is no setting '" + (group.length() <= 80 ? group : "…") + "'"
                                + SpellingSuggestion.didYouMean(group, GROUPS) + "; use " + String.join(", ", GROUPS)
                                + ", or one of their members, for example providers/ollama");
            }
            return new Name(group, slash < 0 ? "" : text.substring(slash + 1));
        }
    }

    /** The value of a setting, or all settings of a group. */
    public JsonObject get(Caller caller, ClientMessage.Settings setting) {
        Name name = Name.of(setting.name());
        return switch (name.group()) {
            case PROVIDERS ->
                name.rest().isEmpty()
                        ? list(PROVIDERS, providers.list(caller))
                        : json(providers.get(caller, new ProviderId(name.rest())));
            case BUDGETS ->
                name.rest().isEmpty()
                        ? list(BUDGETS, accounting.budgets(caller))
                        : json(budget(caller, BudgetId.parse(name.rest())));
            default ->
                name.rest().isEmpty()
                        ? list(AGENTS, agents.list(caller, project(setting)))
                        : json(agents.get(caller, project(setting), AgentName.of(name.rest())));
        };
    }

    /** The value after a change; empty if the setting was removed, also by another client since then. */
    public JsonObject getAfterChange(Caller caller, ClientMessage.Settings setting) {
        if (setting.action() == Action.REMOVE) {
            return JsonObject.EMPTY_JSON_OBJECT;
        }
        try {
            return get(caller, setting);
        } catch (RuntimeException e) {
            if (ErrorResponse.findAgentException(e)
                    .filter(known -> known.code().kind() == ErrorCode.Kind.MISSING)
                    .isPresent()) {
                return JsonObject.EMPTY_JSON_OBJECT;
            }
            throw e;
        }
    }

    public void change(Caller caller, ClientMessage.Settings setting) {
        Name name = Name.of(setting.name());
        if (name.rest().isEmpty()) {
            throw AgentException.invalidValue("field 'name': '" + name.group()
                    + "' is a list; name one of its members, for example " + name.group() + "/NAME");
        }
        boolean remove = setting.action() == Action.REMOVE;
        switch (name.group()) {
            case PROVIDERS -> {
                var id = new ProviderId(name.rest());
                if (remove) {
                    providers.remove(caller, id);
                } else {
                    putProvider(caller, id, ProviderValue.of(setting.value()));
                }
            }
            case BUDGETS -> {
                BudgetId id = BudgetId.parse(name.rest());
                if (remove) {
                    accounting.removeBudget(caller, id);
                } else {
                    accounting.setBudget(
                            caller, id, BudgetValue.of(setting.value()).limitUsd());
                }
            }
            default -> {
                AgentName agent = AgentName.of(name.rest());
                if (remove) {
                    throw AgentException.invalidValue("field 'action': an agent cannot be removed; use put");
                }
                putAgent(caller, project(setting), agent, AgentValue.of(setting.value()));
            }
        }
    }

    private void putProvider(Caller caller, ProviderId id, ProviderValue value) {
        providers.put(
                caller,
                new ProviderConfiguration(
                        id,
                        value.wire(),
                        value.baseUrl().isEmpty()
                                ? URI.create("")
                                : ProviderUrl.parse("field 'baseUrl'", value.baseUrl()),
                        value.defaultModel(),
                        value.prices(),
                        duration("firstByte", value.firstByte()),
                        duration("betweenBytes", value.betweenBytes())),
                value.apiKey());
    }

    private static Duration duration(String field, Optional<String> text) {
        return text.map(t -> DurationFormat.parse(field, t)).orElse(Duration.ZERO);
    }

    private void putAgent(Caller caller, ProjectId project, AgentName agent, AgentValue value) {
        int turns = value.maxTurns() == 0 ? agents.get(caller, project, agent).maxTurns() : value.maxTurns();
        agents.put(
                caller,
                project,
                new AgentConfiguration(
                        agent,
                        value.models(),
                        turns,
                        value.instructions(),
                        value.temperature(),
                        value.effort(),
                        value.maxOutputTokens(),
                        value.allowedProviders()));
    }

    private Budget budget(Caller caller, BudgetId id) {
        return accounting.budgets(caller).stream()
                .filter(budget -> budget.id().equals(id.toString()))
                .findFirst()
                .orElseThrow(() -> new AgentException(ErrorCode.NOT_FOUND, "there is no budget " + id));
    }

    private static ProjectId project(ClientMessage.Settings setting) {
        if (setting.project().isBlank()) {
            throw new AgentException(
                    ErrorCode.UNKNOWN_PROJECT, "field 'projectId' is missing: agents belong to a project");
        }
        return new ProjectId(setting.project());
    }

    private static JsonObject json(Record value) {
        return RecordJson.write(value).build();
    }

    private static JsonObject list(String name, List<? extends Record> values) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        values.forEach(value -> array.add(RecordJson.write(value)));
        return Json.createObjectBuilder().add(name, array).build();
    }
}
