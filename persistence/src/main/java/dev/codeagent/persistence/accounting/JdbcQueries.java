package dev.codeagent.persistence.accounting;

import dev.codeagent.persistence.schema.StorageErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Short transactions and queries on the main database. */
public record JdbcQueries(DataSource source) {

    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    public interface RowMapper<T> {
        T mapRow(ResultSet row) throws SQLException;
    }

    public <T> T inTransaction(String operation, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw StorageErrors.translate(e, operation);
        }
    }

    /** Without a transaction, which would wait for writers on SQLite. */
    public <T> T read(String operation, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw StorageErrors.translate(e, operation);
        }
    }

    public static <T> List<T> query(Connection connection, String sql, RowMapper<T> mapper, Object... arguments)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bind(select, arguments);
            var results = new ArrayList<T>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    results.add(mapper.mapRow(rows));
                }
            }
            return results;
        }
    }

    public static int update(Connection connection, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }
}
