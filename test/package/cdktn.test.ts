import { Packed, Project } from './project';

jest.setTimeout(600_000);

const PROVIDERS = { '@cdktf/provider-helm': '^12.1.0', '@cdktf/provider-kubernetes': '^12.0.0' };

/** CDK Terrain goes on where CDKTF ended; a user takes it by an alias, as the README says. */
test('the same program gives the same on cdktn as on cdktf', () => {
  const packed = new Packed();
  const library = { ...PROVIDERS, 'cdktf-ai-cloud': `file:${packed.tarball}` };
  const onCdktf = new Project({ dependencies: { ...library, cdktf: '0.21.0', constructs: '^10.4.2' } });
  const onCdktn = new Project({
    dependencies: { ...library, cdktf: 'npm:cdktn@^0.24.0', constructs: '~10.7.0' },
    overrides: { cdktf: '$cdktf' },
  });
  try {
    expect(onCdktn.versionOf('cdktf').name).toBe('cdktn');
    const [old, successor] = [onCdktf, onCdktn].map((project) => project.synthesise('quickstart'));
    expect(successor('stacks/quickstart/blueprint.json')).toBe(old('stacks/quickstart/blueprint.json'));
    const { resource, provider } = JSON.parse(successor('stacks/quickstart/cdk.tf.json'));
    const expected = JSON.parse(old('stacks/quickstart/cdk.tf.json'));
    expect(withoutPaths(resource)).toStrictEqual(withoutPaths(expected.resource));
    expect(provider).toStrictEqual(expected.provider);
  } finally {
    for (const made of [onCdktf, onCdktn, packed]) made.remove();
  }
});

/** The hash in the path of an asset is each package's own. */
function withoutPaths(value: unknown): any {
  return JSON.parse(JSON.stringify(value).replace(/assets\/[^"]*/g, 'assets'), (key, item) =>
    key === '//' ? undefined : item,
  );
}
