package veredus.mail.address;

/** Punycode (RFC 3492), encoding only: what the wire carries is never turned back. */
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 128;

    private Punycode() {}

    /**
     * Appends the encoded form of a label.
     *
     * @param points at most 253 code points, so that no sum below can overflow
     * @return false when the label is too long to be one
     */
    static boolean encode(int[] points, StringBuilder out) {
        if (points.length > Domain.MAX_LABEL_OCTETS) {
            return false;
        }
        int basic = 0;
        for (int point : points) {
            if (point < INITIAL_N) {
                out.append((char) point);
                basic++;
            }
        }
        if (basic > 0) {
            out.append('-');
        }
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        int handled = basic;
        while (handled < points.length) {
            int next = Integer.MAX_VALUE;
            for (int point : points) {
                if (point >= n && point < next) {
                    next = point;
                }
            }
            delta += (next - n) * (handled + 1);
            n = next;
            for (int point : points) {
                if (point < n) {
                    delta++;
                } else if (point == n) {
                    appendNumber(delta, bias, out);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return true;
    }

    private static void appendNumber(int value, int bias, StringBuilder out) {
        int rest = value;
        for (int k = BASE; ; k += BASE) {
            int t = Math.clamp((long) k - bias, T_MIN, T_MAX);
            if (rest < t) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(t + (rest - t) % (BASE - t)));
            rest = (rest - t) / (BASE - t);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapt(int delta, int count, boolean first) {
        int value = first ? delta / DAMP : delta / 2;
        value += value / count;
        int k = 0;
        while (value > (BASE - T_MIN) * T_MAX / 2) {
            value /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * value / (value + SKEW);
    }
}
