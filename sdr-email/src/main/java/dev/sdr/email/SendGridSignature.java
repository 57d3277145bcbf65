package dev.sdr.email;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** ECDSA on the curve P-256 with SHA-256, as SendGrid signs its webhooks. With the JDK alone. */
final class SendGridSignature {

    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final int LONGEST = 200;

    private SendGridSignature() {}

    /**
     * Reads a public key.
     *
     * @throws IllegalArgumentException if it is not a public key on P-256
     */
    static ECPublicKey key(String text) {
        String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            ECPublicKey key = (ECPublicKey) KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
            if (!key.getParams().getOrder().equals(P256_ORDER)) {
                throw new IllegalArgumentException(wrongKey());
            }
            return key;
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalArgumentException(wrongKey(), e);
        } catch (IllegalArgumentException e) { // no base64
            throw new IllegalArgumentException(wrongKey(), e);
        }
    }

    private static String wrongKey() {
        return "a verification key of SendGrid's event webhook is the base64 text that SendGrid shows under Settings >"
                + " Mail Settings > Event Webhooks > the webhook > Security features";
    }

    /** Whether one of the keys made this signature of the time and the very bytes of the body. Never throws. */
    static boolean isGood(List<ECPublicKey> keys, String base64, byte[] time, byte[] body) {
        byte[] signature;
        try {
            if (base64.length() > LONGEST) {
                return false;
            }
            signature = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (!isInRange(signature)) {
            return false;
        }
        boolean good = false;
        for (ECPublicKey key : keys) {
            good |= isGood(key, signature, time, body);
        }
        return good;
    }

    private static boolean isGood(ECPublicKey key, byte[] signature, byte[] time, byte[] body) {
        try {
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(key);
            check.update(time);
            check.update(body);
            return check.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) { // what is no signature at all is thrown, not answered
            return false;
        }
    }

    /**
     * Whether both numbers of the signature (DER: a sequence of two integers) lie between 1 and the order of the curve. The JDK
     * checks it too, but 17.0.0 to 17.0.2 took zeros for everybody's signature (CVE-2022-21449).
     */
    private static boolean isInRange(byte[] der) {
        if (der.length < 8 || der[0] != 0x30 || der[1] != der.length - 2) {
            return false;
        }
        int at = 2;
        for (int i = 0; i < 2; i++) {
            if (at + 2 > der.length || der[at] != 0x02) {
                return false;
            }
            int length = der[at + 1];
            if (length < 1 || length > 33 || at + 2 + length > der.length) {
                return false;
            }
            BigInteger number = new BigInteger(der, at + 2, length);
            if (number.signum() <= 0 || number.compareTo(P256_ORDER) >= 0) {
                return false;
            }
            at += 2 + length;
        }
        return at == der.length;
    }
}
