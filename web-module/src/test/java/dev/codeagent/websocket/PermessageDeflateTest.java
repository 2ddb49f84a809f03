package dev.codeagent.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.Extension;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import org.glassfish.tyrus.core.TyrusExtension;
import org.glassfish.tyrus.core.extension.ExtendedExtension.ExtensionContext;
import org.glassfish.tyrus.core.frame.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermessageDeflateTest {
    private static final int MAX_BYTES = 1 << 20;
    private static final byte TEXT = 1;
    private static final byte CONTINUATION = 0;
    private static final byte CLOSE = 8;

    private final DeflatePool pool = new DeflatePool(1, MAX_BYTES);
    private final PermessageDeflate extension = new PermessageDeflate(pool);
    private final Map<String, Object> properties = new HashMap<>();
    private final ExtensionContext context = () -> properties;

    private static Frame frame(byte opcode, boolean last, boolean compressed, byte[] payload) {
        return Frame.builder()
                .fin(last)
                .rsv1(compressed)
                .opcode(opcode)
                .payloadLength(payload.length)
                .payloadData(payload)
                .build();
    }

    private static byte[] json(int chars) {
        var text = new StringBuilder();
        var random = new Random(chars);
        while (text.length() < chars) {
            text.append("{\"id\":\"c-").append(random.nextInt(1_000)).append("\",\"type\":\"stream\"} ü🙂");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Frame receive(byte[] compressed) {
        return extension.processIncoming(context, frame(TEXT, true, true, compressed));
    }

    private static int closeCode(Frame frame) {
        assertThat(frame.getOpcode()).isEqualTo(CLOSE);
        return ByteBuffer.wrap(frame.getPayloadData()).getShort();
    }

    @Test
    void compressesLargeMessagesOnly() {
        byte[] large = json(20_000);

        Frame sent = extension.processOutgoing(context, frame(TEXT, true, false, large));

        assertThat(sent.isRsv1()).isTrue();
        assertThat(sent.getPayloadLength()).isLessThan(large.length / 4);
        Frame received = receive(sent.getPayloadData());
        assertThat(received.isRsv1()).isFalse();
        assertThat(received.getPayloadData()).isEqualTo(large);
        Frame small = frame(TEXT, true, false, json(900));
        assertThat(extension.processOutgoing(context, small)).isSameAs(small);
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        assertThat(extension
                        .processOutgoing(context, frame(TEXT, true, false, noise))
                        .isRsv1())
                .as("what does not become smaller")
                .isFalse();
        Frame control = frame((byte) 9, true, false, new byte[100]);
        assertThat(extension.processOutgoing(context, control)).isSameAs(control);
    }

    @Test
    void readsFragmentsOfAnySize() {
        byte[] text = json(50_000);
        byte[] compressed = pool.deflate(text).orElseThrow();
        var random = new Random(5);
        var received = new java.io.ByteArrayOutputStream();
        for (int from = 0; from < compressed.length; ) {
            int to = Math.min(compressed.length, from + random.nextInt(400));
            byte[] part = Arrays.copyOfRange(compressed, from, to);
            Frame result = extension.processIncoming(
                    context, frame(from == 0 ? TEXT : CONTINUATION, to == compressed.length, from == 0, part));
            received.writeBytes(result.getPayloadData());
            from = to > from || from > 0 ? to : 0;
            if (from == 0) {
                properties.clear();
            }
        }
        assertThat(received.toByteArray()).isEqualTo(text);
        assertThat(properties).as("nothing is kept").isEmpty();
    }

    @Test
    void readsMessagesThatAreNotCompressed() {
        Frame plain = frame(TEXT, true, false, json(3_000));

        assertThat(extension.processIncoming(context, plain)).isSameAs(plain);
        Frame wrong = frame(CONTINUATION, true, true, new byte[3]);
        assertThat(extension.processIncoming(context, wrong).isRsv1())
                .as("the container refuses the reserved bit")
                .isTrue();
        assertThat(extension
                        .processIncoming(context, frame((byte) 9, true, true, new byte[3]))
                        .isRsv1())
                .isTrue();
    }

    @Test
    void stopsAtTheLimitOfAMessage() {
        byte[] bomb = pool.deflate(new byte[200 * MAX_BYTES]).orElseThrow();

        assertThat(bomb.length).isLessThan(MAX_BYTES);
        assertThat(closeCode(receive(bomb))).isEqualTo(1009);
        byte[] part = pool.deflate(new byte[MAX_BYTES - 10]).orElseThrow();
        byte[] half =
                Arrays.copyOf(part, part.length + 4); // With the end of the block, so that another one can follow.
        half[half.length - 1] = (byte) 0xff;
        half[half.length - 2] = (byte) 0xff;
        assertThat(extension
                        .processIncoming(context, frame(TEXT, false, true, half))
                        .getPayloadLength())
                .isGreaterThan(0);
        assertThat(closeCode(extension.processIncoming(context, frame(CONTINUATION, true, false, half))))
                .as("both fragments together")
                .isEqualTo(1009);
        assertThat(properties).isEmpty();
    }

    @Test
    void refusesDataThatIsNotValid() {
        assertThat(closeCode(receive(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2})))
                .isEqualTo(1007);
        var random = new Random(3);
        byte[] valid = pool.deflate(json(3_000)).orElseThrow();
        for (int i = 0; i < 500; i++) {
            byte[] changed = valid.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            Frame result = receive(changed);
            assertThat(result.isRsv1()).isFalse();
            assertThat(result.getOpcode()).isIn(TEXT, CLOSE);
        }
        assertThat(properties).isEmpty();
    }

    /** A sender may end a stream within a message (RFC 7692, 7.2.3.4). */
    @Test
    void readsAMessageThatEndsItsStream() {
        byte[] text = json(2_000);
        var deflater = new Deflater(6, true);
        deflater.setInput(text);
        deflater.finish();
        byte[] buffer = new byte[5_000];
        byte[] finished = Arrays.copyOf(buffer, deflater.deflate(buffer) + 1);
        deflater.end();

        assertThat(receive(finished).getPayloadData()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | true",
                "permessage-deflate; client_max_window_bits | true",
                "permessage-deflate; client_max_window_bits=10; server_no_context_takeover | true",
                "permessage-deflate; server_max_window_bits=15 | true",
                "permessage-deflate; server_max_window_bits=10 | false",
                "permessage-deflate; server_max_window_bits | false",
                "permessage-deflate; client_max_window_bits=16 | false",
                "permessage-deflate; client_no_context_takeover=1 | false",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover | false",
                "permessage-deflate; novel | false",
                "x-webkit-deflate-frame | false"
            })
    void acceptsOffersThatItCanFulfil(String offer, boolean accepted) {
        List<Extension> requested = TyrusExtension.fromString(List.of(offer));

        assertThat(requested.stream().anyMatch(PermessageDeflate::isAcceptable)).isEqualTo(accepted);
        assertThat(new GatewayHandshake().getNegotiatedExtensions(List.of(), requested))
                .hasSize(accepted ? 1 : 0);
    }
}
