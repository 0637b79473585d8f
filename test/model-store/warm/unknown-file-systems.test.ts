import { Fn, TerraformVariable } from 'cdktf';
import { Size, WarmFileSystem, WarmTier } from '../../../lib';
import { manifestsOf } from '../../harness';
import { Fixture, QWEN } from '../fixture';

describe('a file system whose address only Terraform knows', () => {
  const both = (first: string, second: string, capacity?: Size): any => {
    const fixture = new Fixture();
    for (const name of ['one', 'two']) new TerraformVariable(fixture.stack, name, { type: 'string' });
    const add = (variable: string, name: string, size?: Size): void => {
      const dnsName = Fn.lower(`\${var.${variable}}`);
      const lustre = WarmFileSystem.fsxLustre({ dnsName, mountName: 'abcd', capacity: size });
      fixture.store({ warm: WarmTier.fileSystem(lustre) }, `Store${name}`).add(name, QWEN);
    };
    add(first, 'a');
    add(second, 'b', capacity);
    return Object.values<any>(manifestsOf(fixture.stack)).filter(({ kind }) => kind === 'PersistentVolume');
  };

  test('fails when it is taken for another one', () => {
    expect(() => both('one', 'two')).toThrow(/AIC-3249 at test\/Storeb\/b: two file systems differ only in what/);
  });

  test('is shared when it is the same, and another one with another capacity', () => {
    expect(both('one', 'one')).toHaveLength(1);
    expect(both('one', 'two', Size.tebibytes(2))).toHaveLength(2);
  });
});
