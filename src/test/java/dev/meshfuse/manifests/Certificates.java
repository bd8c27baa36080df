package dev.meshfuse.manifests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates that sign themselves, as a Secret of type {@code kubernetes.io/tls} has them. */
public final class Certificates {
    private static final char[] PASSWORD = "only-for-this-file".toCharArray();
    private static final int LINE = 64;

    private Certificates() {}

    /**
     * Puts {@code tls.crt}, {@code tls.key} and {@code ca.crt} into a folder; what is there is
     * replaced, each file at once, as the kubelet does.
     *
     * @param names DNS names that it is made out for
     */
    public static X509Certificate write(Path folder, List<String> names) {
        try {
            Path store = Files.createTempDirectory(folder, "store").resolve("store.p12");
            keytool(store, names);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Certificate certificate = keys.getCertificate("own");
            put(folder, "ca.crt", pem("CERTIFICATE", certificate.getEncoded()));
            put(folder, "tls.key", pem("PRIVATE KEY", keys.getKey("own", PASSWORD).getEncoded()));
            put(folder, "tls.crt", pem("CERTIFICATE", certificate.getEncoded()));
            return (X509Certificate) certificate;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts these certificates and no other. */
    public static SSLContext trusting(X509Certificate... certificates) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate one : certificates) {
                store.setCertificateEntry(one.getSerialNumber().toString(), one);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, List<String> names) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "own",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=meshfuse",
                                "-ext",
                                "SAN="
                                        + String.join(
                                                ",", names.stream().map("dns:"::concat).toList()),
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(
                        what,
                        Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes),
                        what);
    }

    private static void put(Path folder, String name, String text) throws IOException {
        Path part = Files.writeString(folder.resolve(name + ".part"), text);
        Files.move(
                part,
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
