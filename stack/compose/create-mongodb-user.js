// Run once by the MongoDB image, when the data directory is made: my page may use its own database and nothing else.
const { MYPAGE_MONGODB_PASSWORD } = process.env;
db.getSiblingDB('mypage').createUser({
  user: 'mypage',
  pwd: MYPAGE_MONGODB_PASSWORD,
  roles: [{ role: 'readWrite', db: 'mypage' }],
});
