package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetCommandsTest {
    @ParameterizedTest
    @CsvSource({"5, 5", "$5.00, 5.00", "0, 0", ".5, 0.5", "2., 2"})
    void readsAnAmountOfDollars(String text, String amount) {
        assertThat(BudgetCommands.parseAmount(text)).isEqualByComparingTo(amount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-$1", "$-1", "+1", "much", "1e400", "0x10", "1,5", "1 000", "", "NaN", "٣"})
    void namesTheParameterTheValueAndTheFix(String text) {
        assertThatThrownBy(() -> BudgetCommands.parseAmount(text))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("parameter USD: '" + text + "' is not an amount")
                .hasMessageContaining("write a number from 0 to 1000000, for example 5.00");
    }
}
