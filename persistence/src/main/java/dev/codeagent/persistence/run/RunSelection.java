package dev.codeagent.persistence.run;

import dev.codeagent.api.run.RunJournal.Query;
import dev.codeagent.api.wire.EnumCodec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The SQL of a list of runs. */
final class RunSelection {
    static final String NEWEST_FIRST = " ORDER BY run.created_at DESC, run.id DESC LIMIT ";
    static final int MAX_LIMIT = 1001;

    private RunSelection() {}

    /** Completes a statement that selects from the table of runs, and adds the arguments of its parameters. */
    static String sql(String select, Query query, List<Object> arguments) {
        var sql = new StringBuilder(select + " WHERE 1 = 1");
        query.project().ifPresent(p -> {
            sql.append(" AND project_id = ?");
            arguments.add(p);
        });
        query.session().ifPresent(s -> {
            sql.append(" AND session_id = ?");
            arguments.add(s);
        });
        sql.append(inCondition("state", query.states())).append(inCondition("patch", query.patches()));
        query.before().ifPresent(run -> {
            sql.append(" AND (run.created_at, run.id) < (SELECT c.created_at, c.id FROM run c WHERE c.id = ?)");
            arguments.add(run.value());
        });
        return sql.append(NEWEST_FIRST)
                .append(Math.clamp(query.limit(), 1, MAX_LIMIT))
                .toString();
    }

    /** Names of constants may stand in the statement. */
    private static String inCondition(String column, Set<? extends Enum<?>> values) {
        return values.isEmpty()
                ? ""
                : values.stream()
                        .map(value -> "'" + EnumCodec.write(value) + "'")
                        .sorted()
                        .collect(Collectors.joining(", ", " AND " + column + " IN (", ")"));
    }
}
