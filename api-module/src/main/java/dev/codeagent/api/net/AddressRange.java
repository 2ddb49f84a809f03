package dev.codeagent.api.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address, or a network such as {@code 10.0.0.0/8}.
 *
 * @param bits the length of the prefix
 */
public record AddressRange(InetAddress network, int bits) {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    /** Only literals: anything else would be resolved as a name. */
    private static final Pattern LITERAL =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    /** Parses an address or a network; empty if the text is neither. */
    public static Optional<AddressRange> parse(String text) {
        String[] parts = text.strip().replace("[", "").replace("]", "").split("/", -1);
        if (parts.length > 2 || !LITERAL.matcher(parts[0]).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress network = InetAddress.getByName(parts[0]);
            int length = network.getAddress().length * Byte.SIZE;
            int bits = parts.length == 1 ? length : Integer.parseInt(parts[1]);
            return bits >= 0 && bits <= length ? Optional.of(new AddressRange(network, bits)) : Optional.empty();
        } catch (UnknownHostException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((own[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
