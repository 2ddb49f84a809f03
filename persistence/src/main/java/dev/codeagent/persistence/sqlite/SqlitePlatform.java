package dev.codeagent.persistence.sqlite;

import java.io.IOException;
import java.io.Writer;
import java.sql.Clob;
import java.util.Hashtable;
import java.util.List;
import org.eclipse.persistence.exceptions.ValidationException;
import org.eclipse.persistence.expressions.ExpressionOperator;
import org.eclipse.persistence.internal.databaseaccess.DatabaseCall;
import org.eclipse.persistence.internal.databaseaccess.FieldTypeDefinition;
import org.eclipse.persistence.internal.expressions.ExpressionSQLPrinter;
import org.eclipse.persistence.internal.expressions.SQLSelectStatement;
import org.eclipse.persistence.platform.database.DatabasePlatform;
import org.eclipse.persistence.queries.ValueReadQuery;

/**
 * The SQLite dialect for EclipseLink, which includes no platform for it: integers, text, reals and blobs, LIMIT and
 * OFFSET, {@code ||} for CONCAT, and no row locks, because a transaction locks the whole database.
 */
public class SqlitePlatform extends DatabasePlatform {
    private static final long serialVersionUID = 1L;

    @Override
    protected Hashtable<Class<?>, FieldTypeDefinition> buildFieldTypes() {
        var types = new Hashtable<Class<?>, FieldTypeDefinition>();
        var integer = new FieldTypeDefinition("INTEGER", false);
        var text = new FieldTypeDefinition("TEXT", false);
        List.of(Boolean.class, Short.class, Integer.class, Long.class, Byte.class)
                .forEach(c -> types.put(c, integer));
        List.of(String.class, Character.class, char[].class, Clob.class, java.math.BigDecimal.class)
                .forEach(c -> types.put(c, text));
        List.of(Float.class, Double.class).forEach(c -> types.put(c, new FieldTypeDefinition("REAL", false)));
        types.put(byte[].class, new FieldTypeDefinition("BLOB", false));
        return types;
    }

    @Override
    protected void initializePlatformOperators() {
        super.initializePlatformOperators();
        // The default prints "+", which SQLite treats as an addition of numbers.
        addOperator(ExpressionOperator.simpleLogicalNoParens(ExpressionOperator.Concat, "||"));
    }

    @Override
    public boolean supportsIdentity() {
        return true;
    }

    @Override
    public void printFieldIdentityClause(Writer writer) throws ValidationException {
        try {
            writer.write(" PRIMARY KEY AUTOINCREMENT");
        } catch (IOException e) {
            throw ValidationException.fileError(e);
        }
    }

    @Override
    public ValueReadQuery buildSelectQueryForIdentity() {
        return new ValueReadQuery("SELECT last_insert_rowid()");
    }

    @Override
    public boolean supportsForeignKeyConstraints() {
        return false;
    }

    @Override
    public String getSelectForUpdateString() {
        return "";
    }

    @Override
    public String getSelectForUpdateNoWaitString() {
        return "";
    }

    @Override
    public void printSQLSelectStatement(DatabaseCall call, ExpressionSQLPrinter printer, SQLSelectStatement statement) {
        int max = statement.getQuery() == null ? 0 : statement.getQuery().getMaxRows();
        int first = statement.getQuery() == null ? 0 : statement.getQuery().getFirstResult();
        if (!shouldUseRownumFiltering() || max <= 0 && first <= 0) {
            super.printSQLSelectStatement(call, printer, statement);
            return;
        }
        statement.setUseUniqueFieldAliases(true);
        call.setFields(statement.printSQL(printer));
        printer.printString(" LIMIT ");
        if (max > 0) {
            printer.printParameter(DatabaseCall.MAXROW_FIELD);
        } else {
            printer.printString("-1");
        }
        if (first > 0) {
            printer.printString(" OFFSET ");
            printer.printParameter(DatabaseCall.FIRSTRESULT_FIELD);
        }
        call.setIgnoreFirstRowSetting(true);
        call.setIgnoreMaxResultsSetting(true);
    }

    @Override
    public int computeMaxRowsForSQL(int firstResult, int maxResults) {
        return maxResults - Math.max(firstResult, 0);
    }
}
