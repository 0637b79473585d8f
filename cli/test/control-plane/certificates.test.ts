import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import test from 'node:test';

import { CertificateAuthority } from '../../src/control-plane/certificates.js';

test('issues a serving certificate for addresses and names, signed by the authority', () => {
  const authority = new CertificateAuthority();
  const issuer = new X509Certificate(authority.keyPair.certificate);
  const serving = new X509Certificate(
    authority.issueServer('api', ['127.0.0.1', 'kubernetes.default.svc']).certificate,
  );
  assert.ok(issuer.ca);
  assert.ok(!serving.ca);
  assert.ok(serving.checkIssued(issuer));
  assert.ok(serving.verify(issuer.publicKey));
  assert.equal(serving.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(serving.checkHost('kubernetes.default.svc'), 'kubernetes.default.svc');
  assert.equal(serving.checkHost('example.com'), undefined);
});
