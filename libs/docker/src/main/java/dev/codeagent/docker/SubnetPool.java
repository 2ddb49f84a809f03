package dev.codeagent.docker;

import com.github.dockerjava.api.model.Network;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Allocates subnets of 32 addresses from an IPv4 range.
 *
 * @param range e.g. {@code 172.20.0.0/16}
 */
public record SubnetPool(String range) {
    private static final Pattern CIDR = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int PREFIX_LENGTH = 27;

    public SubnetPool {
        if (AddressRange.parse(range).isEmpty()) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "sandbox.subnet: '" + range
                            + "' is not a range of IPv4 addresses; use for example 172.20.0.0/16, with a"
                            + " prefix of at most 27 bits");
        }
    }

    private record AddressRange(long first, long last) {
        static Optional<AddressRange> parse(String cidr) {
            Matcher parts = CIDR.matcher(cidr.strip());
            if (!parts.matches()) {
                return Optional.empty();
            }
            long address = 0;
            for (int i = 1; i <= 4; i++) {
                address = address << 8 | Long.parseLong(parts.group(i));
            }
            int bits = Integer.parseInt(parts.group(5));
            long size = 1L << (32 - Math.min(32, bits));
            long first = address - address % size;
            return address < 1L << 32 && bits <= 32
                    ? Optional.of(new AddressRange(first, first + size - 1))
                    : Optional.empty();
        }

        boolean overlaps(AddressRange other) {
            return first <= other.last && other.first <= last;
        }
    }

    /** The subnets of an engine's networks. */
    public static List<String> usedSubnets(List<Network> networks) {
        return networks.stream()
                .filter(n -> n.getIpam() != null && n.getIpam().getConfig() != null)
                .flatMap(n -> n.getIpam().getConfig().stream())
                .map(Network.Ipam.Config::getSubnet)
                .filter(Objects::nonNull)
                .toList();
    }

    /** At most {@code count} subnets that do not overlap the used ones. */
    public List<String> findFree(List<String> usedSubnets, int count) {
        List<AddressRange> usedRanges = usedSubnets.stream()
                .map(AddressRange::parse)
                .flatMap(Optional::stream)
                .toList();
        AddressRange poolRange = AddressRange.parse(range).orElseThrow();
        var found = new ArrayList<String>();
        long step = 1L << (32 - PREFIX_LENGTH);
        for (long start = poolRange.first();
                start + step - 1 <= poolRange.last() && found.size() < count;
                start += step) {
            var subnet = new AddressRange(start, start + step - 1);
            if (usedRanges.stream().noneMatch(subnet::overlaps)) {
                found.add((start >> 24 & 255) + "." + (start >> 16 & 255) + "." + (start >> 8 & 255) + "."
                        + (start & 255) + "/" + PREFIX_LENGTH);
            }
        }
        return found;
    }
}
