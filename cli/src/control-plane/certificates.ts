import { generateKeyPairSync, randomBytes } from 'node:crypto';

import forge from 'node-forge';

/** A certificate and its key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
const LIFETIME_DAYS = 365;

/** A throw-away certificate authority that exists as long as one control plane. */
export class CertificateAuthority {
  private readonly issuerKey: forge.pki.rsa.PrivateKey;
  private readonly issuer: forge.pki.Certificate;

  constructor(readonly keyPair: KeyPair = selfSigned('cdktf-ai-cloud rehearsal')) {
    this.issuerKey = forge.pki.privateKeyFromPem(keyPair.key);
    this.issuer = forge.pki.certificateFromPem(keyPair.certificate);
  }

  /** What clients trust, as webhook configurations carry it: PEM in base64. */
  get caBundle(): string {
    return Buffer.from(this.keyPair.certificate).toString('base64');
  }

  /** A serving certificate for host names and IP addresses. */
  issueServer(commonName: string, names: readonly string[]): KeyPair {
    const key = rsaKey();
    const certificate = blank(commonName, key.publicKey);
    certificate.setIssuer(this.issuer.subject.attributes);
    certificate.setExtensions([
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (/^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ]);
    certificate.sign(this.issuerKey, forge.md.sha256.create());
    return { certificate: forge.pki.certificateToPem(certificate), key: key.privateKey };
  }
}

/** An RSA key pair as PEM, for signing service account tokens. */
export function rsaKey(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}

/** A random bearer token. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url');
}

function selfSigned(commonName: string): KeyPair {
  const key = rsaKey();
  const certificate = blank(commonName, key.publicKey);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(key.privateKey), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key: key.privateKey };
}

function blank(commonName: string, publicKey: string): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + LIFETIME_DAYS * DAY_MS);
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  return certificate;
}
