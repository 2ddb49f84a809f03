package dev.codeagent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.security.LocalToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BrowserLoginTest {
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final LoginCodes codes = new LoginCodes(new AdjustableClock());
    private final SessionCookie cookie = new SessionCookie(LocalToken.generate(), 8080);

    private final class AdjustableClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void aCodeIsValidOnce() {
        LoginCode code = codes.issue();

        assertThat(codes.redeem("")).isFalse();
        assertThat(codes.redeem(code.code())).isTrue();
        assertThat(codes.redeem(code.code())).isFalse();
        assertThat(code.toString()).doesNotContain(code.code());
    }

    @Test
    void aCodeExpires() {
        LoginCode code = codes.issue();
        now = now.plus(LoginCodes.LIFETIME);

        assertThat(codes.redeem(code.code())).isFalse();
    }

    @Test
    void boundsTheUnusedCodes() {
        for (int i = 0; i < 100; i++) {
            codes.issue();
        }

        assertThatThrownBy(codes::issue).isInstanceOf(AgentException.class).hasMessageContaining("100 login codes");
        now = now.plus(LoginCodes.LIFETIME);
        assertThat(codes.issue().code()).isNotEmpty();
    }

    @Test
    void aCookieIsValidUntilItExpires() {
        String value = value(cookie);

        assertThat(cookie.isValid(value, now)).isTrue();
        assertThat(cookie.isValid(value, now.plus(SessionCookie.LIFETIME))).isFalse();
    }

    @Test
    void aCookieOfAnotherServerIsInvalid() {
        assertThat(cookie.isValid(value(new SessionCookie(LocalToken.generate(), 8080)), now))
                .isFalse();
        assertThat(cookie.isValid(value(new SessionCookie(cookie.token(), 8081)), now))
                .isFalse();
    }

    @Test
    void aChangedCookieIsInvalid() {
        String value = value(cookie);
        long later = now.plus(Duration.ofDays(100)).getEpochSecond();

        assertThat(cookie.isValid(value.replaceFirst("\\d+", String.valueOf(later)), now))
                .isFalse();
        assertThat(cookie.isValid("999999999999." + value.substring(value.indexOf('.') + 1), now))
                .isFalse();
        assertThat(cookie.isValid("", now)).isFalse();
        assertThat(cookie.isValid(cookie.token().value(), now)).isFalse();
    }

    @Test
    void aCookieIsOnlyForItsOwnPages() {
        assertThat(cookie.create(now, false, "/"))
                .startsWith("codeagent-8080=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure", "Domain", cookie.token().value());
        assertThat(cookie.create(now, true, "/agents/"))
                .contains("Path=/agents/;")
                .endsWith("; Secure");
    }

    private String value(SessionCookie source) {
        String header = source.create(now, false, "/");
        return header.substring(header.indexOf('=') + 1, header.indexOf(';'));
    }
}
