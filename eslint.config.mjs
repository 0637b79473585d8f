import { readdirSync } from 'node:fs';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

/** Folders of the library. Pillars are all that are not a foundation; they know each other through contracts only. */
const FOLDERS = readdirSync(new URL('lib', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const FOUNDATIONS = ['catalog', 'clouds', 'contracts', 'core', 'delivery', 'kserve', 'units'];
const PILLARS = FOLDERS.filter((folder) => !FOUNDATIONS.includes(folder));

/** The only places where the API or what stands behind it speaks of any plain data. */
const PLACES_OF_ANY = [
  'lib/core/chart.ts',
  'lib/core/json-patch.ts',
  'lib/core/kubernetes-object.ts',
  'lib/core/manifest-source.ts',
  'lib/core/private/manifest-member.ts',
  'lib/delivery/private/*.ts',
];

const up = String.raw`^(?:\.\./)+`;

/** What no file of the library imports, whatever its folder. */
const EVERYWHERE = [
  {
    regex: String.raw`^@cdktf/provider-[^/]+(?:/(?:lib/?)?(?:index)?)?$`,
    message: 'Import deep: the index is five times slower.',
  },
  { regex: String.raw`(?:^|/)index$|^\.{1,2}$|^\.\./\.\.$`, message: 'Import the file, never a barrel.' },
];

function rulesOf(folder) {
  const others = FOLDERS.filter((other) => other !== folder);
  const foreignPillars = (folder === 'core' ? others.filter((other) => other !== 'units') : PILLARS).filter(
    (f) => f !== folder,
  );
  const patterns = [
    ...EVERYWHERE,
    {
      regex: String.raw`${up}(?!(?:core|units)/)(?:${others.join('|')})/(?:.*/)?private/`,
      message: 'private/ belongs to its folder; only those of core and units are for all of the library.',
    },
    ...(foreignPillars.length > 0
      ? [
          {
            regex: `${up}(?:${foreignPillars.join('|')})(?:/|$)`,
            message:
              folder === 'core'
                ? 'core imports no pillar and no delivery.'
                : 'Pillars know each other through contracts.',
          },
        ]
      : []),
    ...(folder === 'delivery' ? [] : [{ regex: '^@cdktf/provider-', message: 'Only lib/delivery imports providers.' }]),
  ];
  const barrel = { regex: `^\\.\\./(?:${FOLDERS.join('|')})$`, message: 'Import the file, never a barrel.' };
  const barrelFromPrivate = { ...barrel, regex: barrel.regex.replace('^', String.raw`^\.\./`) };
  return [
    {
      files: [`lib/${folder}/*.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: [...patterns, barrel] }] },
    },
    {
      files: [`lib/${folder}/*/**/*.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: [...patterns, barrelFromPrivate] }] },
    },
  ];
}

/** ESLint knows one limit per rule; this is the second one. */
const house = { rules: { 'aim-for-lines': builtinRules.get('max-lines') } };

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'lib/**/*.js',
      'lib/**/*.d.ts',
      'cli/dist/',
      'cli/control-plane/',
      'out/',
      'dist/',
      'cdktf.out/',
      'coverage/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.recommended],
    plugins: { 'import-x': importX, house },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })],
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'house/aim-for-lines': ['warn', { max: 250 }],
      'import-x/no-cycle': 'error',
      'import-x/no-self-import': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "BinaryExpression[operator='instanceof']",
          message: 'Two copies of a package have two classes: ask for a mark or a method instead.',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'No clock in construction.' },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'No clock in construction.' },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'No randomness in construction.',
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'No environment in construction.',
        },
      ],
    },
  },
  { files: PLACES_OF_ANY, rules: { '@typescript-eslint/no-explicit-any': 'off' } },
  ...FOLDERS.flatMap(rulesOf),
  { files: ['lib/index.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['examples/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: String.raw`(?:^|/)lib(?:/|$)`, message: "Examples import from 'cdktf-ai-cloud', as users do." },
          ],
        },
      ],
    },
  },
  { files: ['cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['cli/test/**/*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      'no-console': 'off',
      'jest/expect-expect': 'off',
      'jest/no-conditional-expect': 'off',
      'jest/no-disabled-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/require-to-throw-message': 'error',
    },
  },
);
