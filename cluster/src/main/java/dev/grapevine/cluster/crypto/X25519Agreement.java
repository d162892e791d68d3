package dev.grapevine.cluster.crypto;

import dev.grapevine.core.seal.KeyAgreement;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;

/** X25519 of the JDK, whose keys are numbers; on the wire they are 32 bytes, the lowest first. */
final class X25519Agreement implements KeyAgreement {

    private static final String ALGORITHM = "X25519";

    private final KeyPair pair;

    X25519Agreement() {
        this(generate());
    }

    X25519Agreement(KeyPair pair) {
        this.pair = pair;
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw JdkCryptography.lacking(e);
        }
    }

    @Override
    public byte[] publicKey() {
        byte[] number = ((XECPublicKey) pair.getPublic()).getU().toByteArray();
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < number.length && i < LENGTH; i++) {
            bytes[i] = number[number.length - 1 - i];
        }
        return bytes;
    }

    @Override
    public byte[] secret(byte[] other) {
        if (other.length != LENGTH) {
            throw new IllegalArgumentException("a public key has " + LENGTH + " bytes, not " + other.length);
        }
        byte[] number = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            number[i] = other[LENGTH - 1 - i];
        }
        number[0] &= 0x7f; // RFC 7748, section 5: the highest bit is ignored
        try {
            javax.crypto.KeyAgreement agreement = javax.crypto.KeyAgreement.getInstance(ALGORITHM);
            agreement.init(pair.getPrivate());
            agreement.doPhase(
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, number))),
                    true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public key for an agreement: " + e.getMessage(), e);
        }
    }
}
